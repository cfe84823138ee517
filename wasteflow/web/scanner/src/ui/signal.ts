// That something was done is felt and heard: a driver looks at the drum, not at the phone.

let context: AudioContext | null = null;

/** To be called within a touch: browsers let a page sound only after one. */
export function allowSound(): void {
  context ??= typeof AudioContext === "undefined" ? null : new AudioContext();
  void context?.resume();
}

/** Two tones upwards for good, a low one for not. Silent before the first touch. */
export function signal(good: boolean): void {
  navigator.vibrate?.(good ? 60 : [80, 60, 80]);
  allowSound();
  if (!context) return;
  for (const [n, hertz] of (good ? [880, 1320] : [220]).entries()) tone(context, hertz, n * 0.09);
}

function tone(on: AudioContext, hertz: number, after: number): void {
  const start = on.currentTime + after, end = start + 0.08;
  const source = on.createOscillator(), volume = on.createGain();
  source.frequency.value = hertz;
  volume.gain.setValueAtTime(0.2, start);
  volume.gain.exponentialRampToValueAtTime(0.001, end);
  source.connect(volume).connect(on.destination);
  source.start(start);
  source.stop(end);
}
