// Browsers inside other apps: what they keep is gone when the other app tidies up.

/** Each with the words it puts into its user agent. WeCom says MicroMessenger too. */
const APPS = {
  wechat: /MicroMessenger/i,
  dingtalk: /DingTalk/i,
  other: /\bQQ\/|AliApp|AlipayClient|Weibo|Lark|Feishu|\bFBA[NV]\b|Instagram|\bLine\//i,
} as const;

export type InApp = keyof typeof APPS;

/** The app whose inner browser this is; null in a browser of its own. */
export function inAppOf(agent: string): InApp | null {
  return (Object.keys(APPS) as InApp[]).find((app) => APPS[app].test(agent)) ?? null;
}

/** Of this page. */
export const inApp = (): InApp | null => inAppOf(globalThis.navigator.userAgent);
