// Where the phone is, with its driver's consent; without, no question is ever put to the phone.
import type { Json } from "../core/canonical";
import { kept } from "../core/store";

const PATIENCE = 4_000, FRESH = 60_000; // milliseconds
let latest: Promise<GeolocationPosition | null> | null = null;

/** Begin to look: when a sheet opens, so that the place is there with the tap. */
export async function look(): Promise<void> {
  latest = (await kept<boolean>("place")) ? ask() : null;
}

/** `{place: ...}` for a fact, or nothing. Texts and whole numbers, so that there is one spelling. */
export async function placed(): Promise<{ place?: Json }> {
  const found = await latest;
  if (!found) return {};
  const { latitude, longitude, accuracy } = found.coords;
  return { place: { lat: latitude.toFixed(5), lon: longitude.toFixed(5), accuracy: Math.min(Math.ceil(accuracy), 100_000) } };
}

function ask(): Promise<GeolocationPosition | null> {
  return new Promise((resolve) => {
    const options = { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: FRESH };
    navigator.geolocation.getCurrentPosition(resolve, () => resolve(null), options);
  });
}
