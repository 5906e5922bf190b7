import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useApp } from '../../context/app-context.ts';
import { Say } from '../../context/words.tsx';
import { Button } from '../../parts/button.tsx';
import { AppleIdStep, DiskStep, GatewayStep, IconStep, NotifyStep, WhatStep } from './steps.tsx';

const steps = [WhatStep, AppleIdStep, DiskStep, GatewayStep, NotifyStep, IconStep] as const;
const remembered = 'first-run-step';

function rememberedStep(): number {
  const step = Number(sessionStorage.getItem(remembered));
  return Number.isInteger(step) && step >= 0 && step < steps.length ? step : 0;
}

/** The first run: every step can be left, and is resumed where it was left (UX-6.1). */
export function FirstRun(): ReactNode {
  const { changeSettings, show } = useApp();
  const [step, setStep] = useState(rememberedStep);
  const heading = useRef<HTMLDivElement>(null);
  const Step = steps[step] ?? WhatStep;
  const last = step === steps.length - 1;
  useEffect(() => {
    sessionStorage.setItem(remembered, String(step));
    heading.current?.focus();
  }, [step]);
  const leave = (): void => {
    sessionStorage.removeItem(remembered);
    changeSettings({ onboarded: true });
    show({ page: 'waiting' });
  };
  return (
    <main className="first-run">
      <div className="first-step" ref={heading} tabIndex={-1}>
        <p className="first-progress">
          <Say id="first.progress" with={{ step: String(step + 1), steps: String(steps.length) }} />
        </p>
        <Step />
      </div>
      <div className="first-actions">
        <Button tone="quiet" onPress={leave}>
          <Say id="first.skip" />
        </Button>
        <span className="grow" />
        {step > 0 && (
          <Button onPress={() => setStep(step - 1)}>
            <Say id="first.back" />
          </Button>
        )}
        <Button tone="strong" onPress={() => (last ? leave() : setStep(step + 1))}>
          <Say id={last ? 'first.finish' : 'first.next'} />
        </Button>
      </div>
    </main>
  );
}
