// Where the phone is, with its driver's consent; without, no question is ever put to the phone.
import type { Attached } from "../core/events";
import { kept } from "../core/store";

const PATIENCE = 4_000, FRESH = 60_000; // milliseconds
let latest: Promise<GeolocationPosition | null> | null = null;

/** Begin to look: when a sheet opens, so that the place is there with the tap. */
export async function look(): Promise<void> {
  latest = (await kept<boolean>("place")) ? ask() : null;
}

/** For `attached`; nothing without consent, or where the phone does not know in time. */
export async function placed(): Promise<Attached> {
  const found = await latest;
  if (!found) return {};
  const { latitude, longitude, accuracy } = found.coords;
  return { position: { lat: latitude.toFixed(6), lon: longitude.toFixed(6), accuracy_m: Math.min(Math.ceil(accuracy), 100_000) } };
}

function ask(): Promise<GeolocationPosition | null> {
  return new Promise((resolve) => {
    const options = { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: FRESH };
    navigator.geolocation.getCurrentPosition(resolve, () => resolve(null), options);
  });
}
