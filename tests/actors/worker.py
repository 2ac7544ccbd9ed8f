"""A phone's worker as the push service reaches it: what it is handed, what it then shows, and a tap on that."""

from typing import Any, NamedTuple  # Any: what the browser says in JSON

from playwright.sync_api import CDPSession, Page

from tests.actors.awaited import awaited
from tests.actors.push_service import Browser as Subscribed

# A browser without a push service within reach never ends subscribing: this one is given keys by ours.
SUBSCRIBES = """([endpoint, keys]) => {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  PushManager.prototype.getSubscription = async () => null;
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    window.subscribedWith = applicationServerKey.byteLength;
    return { endpoint, toJSON: () => ({ endpoint, keys }), getKey: (name) => bytes(keys[name]).buffer };
  };
}"""
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.ready;
  return (await registration.getNotifications()).map(({ title, body, tag, data }) => ({ title, body, tag, data }));
}"""
# The first look makes the browser forget what it does not show: a notice that came before it would be among that.
WARMS_UP = """async () => {
  const registration = await navigator.serviceWorker.ready;
  for (let tries = 0; tries < 100; tries += 1) {
    await registration.showNotification('probe', { tag: 'probe' });
    await new Promise((done) => setTimeout(done, 100));
    const [shown] = await registration.getNotifications({ tag: 'probe' });
    if (shown) { shown.close(); return true; }
  }
  return false;
}"""
# A browser without a desktop may forget what it showed: a tap is then on the same notice, shown again.
TAPPED = """async ({ title, ...shown }) => {
  const look = async () => (await self.registration.getNotifications({ tag: shown.tag }))[0];
  if (!(await look())) await self.registration.showNotification(title, shown);
  for (let tries = 0; tries < 100 && !(await look()); tries += 1) await new Promise((done) => setTimeout(done, 100));
  self.dispatchEvent(new NotificationEvent('notificationclick', { notification: await look() }));
}"""


class Shown(NamedTuple):
    """A notice on the phone's screen."""

    title: str
    body: str
    tag: str
    data: dict[str, str]


class Worker:
    """The worker of one window's origin."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.origin = str(page.evaluate("() => location.origin"))
        page.context.grant_permissions(["notifications"], origin=self.origin)
        page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        self._line: CDPSession = page.context.new_cdp_session(page)
        self._registrations: list[dict[str, Any]] = []
        self._line.on("ServiceWorker.workerRegistrationUpdated", self._note)
        self._line.send("ServiceWorker.enable")
        assert page.evaluate(WARMS_UP), "this browser shows no notices"

    def _note(self, event: dict[str, Any]) -> None:
        self._registrations += event["registrations"]

    def subscribes(self, browser: Subscribed) -> None:
        """From now on this window's browser can subscribe, with the keys of that one."""
        asked = browser.asks()
        self.page.evaluate(SUBSCRIBES, [asked["endpoint"], asked["keys"]])

    def is_handed(self, data: str) -> None:
        """As the push service's own connection would hand it over, decrypted."""
        [identity] = {
            one["registrationId"] for one in self._registrations if one["scopeURL"].startswith(self.origin + "/")
        }
        said = {"origin": self.origin, "registrationId": identity, "data": data}
        self._line.send("ServiceWorker.deliverPushMessage", said)

    def shows(self, count: int = 1) -> list[Shown]:
        """So many notices, as soon as they are there; all by the same look."""
        looked = f"async (count) => {{ const all = await ({SHOWN})(); return all.length === count && all; }}"
        return [Shown(**one) for one in awaited(self.page, looked, count)]

    def is_tapped(self, notice: Shown) -> None:
        [worker] = [one for one in self.page.context.service_workers if one.url.startswith(self.origin + "/")]
        worker.evaluate(TAPPED, notice._asdict())
