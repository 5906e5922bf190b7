import { type ReactNode, useEffect, useRef, useState } from 'react';
import { sentence } from '#core/words/sentence.ts';
import { useApp } from '../../context/app-context.ts';
import { Say } from '../../context/words.tsx';
import { Button } from '../../parts/button.tsx';
import {
  AppleIdStep,
  DiskStep,
  GatewayStep,
  IconStep,
  NotifyStep,
  type StepProps,
  WhatStep,
} from './steps.tsx';

const steps: readonly ((props: StepProps) => ReactNode)[] = [
  WhatStep,
  AppleIdStep,
  DiskStep,
  GatewayStep,
  NotifyStep,
  IconStep,
];

/** The first run: every step can be left, and is resumed where it was left, in another process, too (UX-6.1). */
export function FirstRun(): ReactNode {
  const { settings, changeSettings, show, say, bridge } = useApp();
  const { mac } = bridge;
  const last = steps.length - 1;
  const [step, setStep] = useState(Math.min(settings.firstRunStep, last));
  const [openAtLogin, setOpenAtLogin] = useState(true);
  const heading = useRef<HTMLDivElement>(null);
  const Step = steps[step] ?? WhatStep;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step begins at its top
  useEffect(() => heading.current?.focus(), [step]);
  const go = (to: number): void => {
    setStep(to);
    changeSettings({ firstRunStep: to });
  };
  const leave = (): void => {
    changeSettings({ onboarded: true, firstRunStep: 0 });
    show({ page: 'waiting' });
  };
  const finish = (): void => {
    leave();
    if (mac === null || !openAtLogin) return;
    void mac.setLoginItem(true).then((state) => {
      if (state === 'not-found') say(sentence('set.login-not-found'));
    });
  };
  return (
    <main className="first-run">
      <div className="first-step" ref={heading} tabIndex={-1}>
        <p className="first-progress">
          <Say id="first.progress" with={{ step: String(step + 1), steps: String(steps.length) }} />
        </p>
        <Step openAtLogin={openAtLogin} onOpenAtLogin={setOpenAtLogin} />
      </div>
      <div className="first-actions">
        <Button tone="quiet" onPress={leave}>
          <Say id="first.skip" />
        </Button>
        <span className="grow" />
        {step > 0 && (
          <Button onPress={() => go(step - 1)}>
            <Say id="first.back" />
          </Button>
        )}
        <Button tone="strong" onPress={() => (step === last ? finish() : go(step + 1))}>
          <Say id={step === last ? 'first.finish' : 'first.next'} />
        </Button>
      </div>
    </main>
  );
}
