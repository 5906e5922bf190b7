/** By what launchd knows `peephole serve`. */
export const serviceLabel = 'app.peephole.service';
