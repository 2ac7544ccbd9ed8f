import { expect, test } from "vitest";
import { inAppOf } from "./in_app";

const ANDROID = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko)";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";

test.each([
  [
    "wechat",
    `${ANDROID} Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 XWEB/1260 MMWEBSDK/20240404 MicroMessenger/8.0.49`,
  ],
  ["wechat", `${IPHONE} Mobile/15E148 MicroMessenger/8.0.50(0x1800323d) NetType/WIFI Language/zh_CN`],
  ["wechat", `${ANDROID} Chrome/116.0.0.0 Mobile Safari/537.36 wxwork/4.1.22 MicroMessenger/7.0.1`],
  ["dingtalk", `${IPHONE} Mobile/15E148 AliApp(DingTalk/7.6.0) com.laiwang.DingTalk/33456 Channel/201200`],
  ["other", `${ANDROID} Version/4.0 Chrome/108.0.0.0 Mobile Safari/537.36 QQ/9.0.20`],
  ["other", `${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/468.0.0]`],
])("inside %s", (app, agent) => {
  expect(inAppOf(agent)).toBe(app);
});

test.each([
  `${ANDROID} Chrome/126.0.0.0 Mobile Safari/537.36`,
  `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`,
  `${ANDROID} Chrome/111.0.0.0 Mobile MQQBrowser/15.1 Safari/537.36`,
  "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
])("a browser of its own: %s", (agent) => {
  expect(inAppOf(agent)).toBeNull();
});
