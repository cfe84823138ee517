// A photo that was taken before, or with the phone's own camera, read on the device: it is sent nowhere.
import { native, Zxing } from "./decoder";
import { PHOTO, type Picture } from "./passes";

/** The text of the QR in a picture's file. Null where none can be read; throws where it is no picture. */
export async function readPhoto(file: Blob): Promise<string | null> {
  const picture = await createImageBitmap(file);
  const zxing = new Zxing();
  try {
    return (await ownReading(picture)) ?? (await readPicture(picture, zxing));
  } finally {
    zxing.close();
    picture.close();
  }
}

/** By zxing alone, pass after pass. */
export async function readPicture(picture: Picture, zxing: Zxing): Promise<string | null> {
  for (const pass of PHOTO) {
    const text = await zxing.decode(picture, pass);
    if (text) return text;
  }
  return null;
}

async function ownReading(picture: ImageBitmap): Promise<string | null> {
  const own = await native();
  return own ? own(picture, PHOTO[0]!).catch(() => null) : null;
}
