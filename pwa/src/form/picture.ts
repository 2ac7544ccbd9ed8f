// A photograph made small enough to travel. It is drawn anew, so nothing the camera wrote beside it (place, time, device)
// goes along.

const LONGEST_PX = 1_600;
const SMALLEST_PX = 320;
const QUALITIES = [0.82, 0.7, 0.55];

/** The picture as a JPEG of at most `bytesMax` bytes. Throws when `file` is no picture this browser can read. */
export async function madeSmall(file: Blob, bytesMax: number): Promise<Blob> {
  const drawn = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    for (let longest = LONGEST_PX; longest >= SMALLEST_PX; longest = Math.floor(longest * 0.75)) {
      for (const quality of QUALITIES) {
        const blob = await encoded(drawn, longest, quality);
        if (blob.size <= bytesMax) return blob;
      }
    }
  } finally {
    drawn.close();
  }
  throw new RangeError(`no picture of ${String(bytesMax)} bytes can be made of it`);
}

async function encoded(image: ImageBitmap, longest: number, quality: number): Promise<Blob> {
  const scale = Math.min(1, longest / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("the browser drew nothing"))),
      "image/jpeg",
      quality,
    );
  });
}
