// Reading QR codes: by the browser itself where it can, else by a reader that is fetched for it.

/** What is read from: a camera's picture, or any picture. */
export type Source = HTMLVideoElement | HTMLCanvasElement | ImageBitmap;
export type Read = (source: Source) => Promise<string | null>;

interface Detector {
  detect: (source: Source) => Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorMaker {
  new (wanted: { formats: readonly string[] }): Detector;
  getSupportedFormats: () => Promise<readonly string[]>;
}

/** A reader of one code at a time; null where there is none in the picture. */
export async function readerOfCodes(): Promise<Read> {
  return (await native()) ?? fetched();
}

async function native(): Promise<Read | null> {
  const Maker = (globalThis as { BarcodeDetector?: DetectorMaker }).BarcodeDetector;
  if (!Maker || !(await Maker.getSupportedFormats()).includes("qr_code")) return null;
  const detector = new Maker({ formats: ["qr_code"] });
  return async (source) => (await detector.detect(source))[0]?.rawValue ?? null;
}

async function fetched(): Promise<Read> {
  const { decodeQR } = await import("qr/decode.js");
  const canvas = document.createElement("canvas");
  return (source) => {
    const [width, height] =
      source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
    canvas.width = width;
    canvas.height = height;
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    if (!pen || width === 0) return Promise.resolve(null);
    pen.drawImage(source, 0, 0);
    const { data } = pen.getImageData(0, 0, width, height);
    try {
      return Promise.resolve(decodeQR({ width, height, data }));
    } catch {
      // No code in this picture: the next one may have it.
      return Promise.resolve(null);
    }
  };
}
