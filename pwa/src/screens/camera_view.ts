// The camera's picture, looked at for codes.

import { readerOfCodes } from "./code_reader";

const BETWEEN_MS = 60;

/** Looks through the camera until told to stop. `denied`: it cannot be used. */
export function watch(video: HTMLVideoElement, read: (code: string) => Promise<void>, denied: () => void): () => void {
  const ended = new AbortController();
  void look(video, read, ended.signal).catch((cause: unknown) => {
    console.warn("the camera cannot be used", cause);
    if (!ended.signal.aborted) denied();
  });
  return () => ended.abort();
}

async function look(video: HTMLVideoElement, read: (code: string) => Promise<void>, end: AbortSignal): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  end.addEventListener("abort", stop);
  if (end.aborted) return stop();
  video.srcObject = stream;
  await video.play();
  const codeIn = await readerOfCodes();
  while (!end.aborted) {
    const code = await codeIn(video);
    if (code !== null) await read(code);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
}
