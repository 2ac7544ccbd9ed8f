import { useState } from "preact/hooks";
import { PrimaryBar } from "../parts/button";
import { Notice } from "../parts/notice";
import { PlaceTiles } from "../parts/place_tiles";
import { SignaturePad } from "../parts/signature_pad";
import { MultiToggle, Toggle, YesNo } from "../parts/toggle";
import { lang, say } from "../words";
import { nothing, Shown, t } from "./shown";

export function ChoicePage() {
  const [v, put] = useState({
    choice: "central" as string | null,
    needs: ["w"] as readonly string[],
    yes: null as boolean | null,
    place: null as string | null,
    sign: "",
  });
  const set = (k: keyof typeof v) => (x: unknown) => put((old) => ({ ...old, [k]: x }));
  const streets = [
    "华阳路 Huayang Road",
    "江苏路 Jiangsu Road",
    "新华路 Xinhua Road",
    "周家桥 Zhoujiaqiao",
    "天山路 Tianshan Road",
    "仙霞新村 Xianxia Xincun",
    "虹桥 Hongqiao (Gubei)",
    "程家桥 Chengjiaqiao",
    "北新泾 Beixinjing",
    "新泾镇 Xinjing Town",
  ];
  return (
    <Shown title={t("告知书", "Notice")} traveller bar={<PrimaryBar label={say("act.save")} onPress={nothing} />}>
      <Notice title={say("form.turn")} />
      <Toggle
        id="choice"
        label={t("请选择", "Please choose")}
        stacked
        value={v.choice}
        onChange={set("choice")}
        options={[
          {
            value: "central",
            label: t("集中隔离", "Central site"),
            sign: "disc",
            detail: t("由专车直接送达", "A bus takes you straight there"),
          },
          {
            value: "home",
            label: t("居家隔离", "Home"),
            sign: "house",
            detail: t("先检测，约 6 至 8 小时", "A test first, about 6–8 hours"),
          },
          { value: "refused", label: t("暂不选择", "Neither") },
        ]}
      />
      <MultiToggle
        id="needs"
        label={t("特殊需求", "Special needs")}
        value={v.needs}
        onChange={set("needs")}
        options={[
          ["w", t("轮椅", "Wheelchair")],
          ["i", t("婴儿", "Infant")],
          ["p", t("孕妇", "Pregnant")],
          ["m", t("药品", "Medicine")],
        ].map(([value = "", label = ""]) => ({ value, label }))}
      />
      <YesNo
        id="yes"
        label={t("承诺书已签", "Pledge signed")}
        value={v.yes}
        onChange={set("yes")}
        problem={say("fault.choose")}
      />
      <PlaceTiles
        id="place"
        label={t("街镇", "Sub-district")}
        value={v.place}
        onChange={set("place")}
        places={streets.map((s, i) => ({
          code: `street:${String(i)}`,
          name: s.split(" ")[lang.value === "en" ? 1 : 0] ?? s,
          detail: s.split(" ")[lang.value === "en" ? 0 : 1],
        }))}
      />
      <SignaturePad id="sign" label={say("sign.title")} value={v.sign} onChange={set("sign")} signer="WATANABE Yui" />
    </Shown>
  );
}
