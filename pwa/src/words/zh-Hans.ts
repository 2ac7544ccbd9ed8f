import type { Dictionary } from "./index";

/** 外壳的中文用语。表单、状态、地点等用语随方案而来。 */
export const zhHans: Dictionary = {
  "app.purpose": "从舱门到家门，一个也不落下",

  "act.back": "返回",
  "act.cancel": "取消",
  "act.change": "修改",
  "act.clear": "清空",
  "act.remove": "移除{what}",
  "act.select": "选择",
  "act.selectAll": "全选",
  "act.yes": "是",
  "act.no": "否",
  "act.keep": "保留",
  "act.discard": "放弃",
  "act.more": "更多",
  "act.less": "收起",
  "act.dismiss": "已知悉",
  "act.reload": "使用新版本",

  "sync.allSent": "已全部送达",
  "sync.unsent": "本机待送 {count}",
  "sync.needsYou": "{count} 项待您处理",
  "sync.update": "“归途”有新版本，已录入的内容不受影响。",

  "post.empty": "目前这里没有人",
  "post.emptyWhy": "有人在此登记，或正在前来，就会出现在这里。",
  "post.noMatch": "没有找到“{text}”",
  "post.noMatchWhy": "请换一种写法，或用卡号、座位、证件号查找。",
  "post.searchHint": "姓名（任何文字）、编号、座位",
  "post.actFor": "{act} · {count}",

  "group.nobody": "无人等候",

  "time.yesterday": "昨天 {clock}",
  "time.tomorrow": "明天 {clock}",
  "time.onDay": "{day} {clock}",
  "time.underMinute": "不到 1 分钟",
  "time.minutes": "{minutes} 分钟",
  "time.hours": "{hours} 小时",
  "time.hoursMinutes": "{hours} 小时 {minutes} 分",
  "time.days": "{days} 天",
  "time.daysHours": "{days} 天 {hours} 小时",
  "time.justNow": "刚刚",
  "time.ago": "{duration}前",
  "time.left": "还剩 {duration}",
  "time.over": "已超 {duration}",

  "state.overdue": "已超时",
  "state.conflict": "两种答案",
  "state.pending": "在本机",

  "chain.tiny": "之前 {count} 段，现在{holder}",
  "chain.tinyNext": "之前 {count} 段，现在{holder}，接下来{next}",

  "form.optional": "如知道请填",
  "form.summary": "请看一下这几项",
  "form.chooseAny": "可多选",
  "form.noChoice": "目前没有可选的",
  "form.discardAsk": "放弃已填的内容吗？放弃后无法找回。",

  "country.search": "国家、地区或代码",
  "country.none": "没有找到“{text}”",
  "country.stateless": "无国籍人",
  "country.refugee": "难民",
  "country.refugeeOther": "难民（其他）",
  "country.unspecified": "国籍不详",
  "country.unAgency": "联合国专门机构",
  "country.unKosovo": "联合国科索沃特派团",
  "country.utopia": "乌托邦（样本）",
  "country.britishOverseas": "英国海外领土公民",
  "country.britishNational": "英国国民（海外）",
  "country.britishOverseasCitizen": "英国海外公民",
  "country.britishProtected": "受英国保护人士",
  "country.britishSubject": "英国属民",
  "country.order": "马耳他骑士团",
  "country.organisation": "国际组织",
  "country.interpol": "国际刑警组织",

  "attention.title": "请您处理",

  "problem.offline.what": "暂时连不上服务器。",

  "nav.lists": "列表",
  "nav.skip": "跳到正文",

  "app.loading": "正在准备您的岗位",
  "app.loadingWhy": "正在取得本次任务的表单和用语，只需联网一次。",
  "post.partyTogether": "同行人一起选",
  "post.partySplit": "逐个选",
  "draft.title": "已开始、未保存",
  "draft.resume": "继续填写",
  "draft.since": "{act} · {time}开始",
  "decide.count": "{count} 项待决定",

  "post.person": "1人",
  "post.people": "{count}人",

  "act.retry": "再试一次",

  "shown.pair": "{name}：{value}",
  "asked.link": "交接请求与答复",
  "wall.open": "打开值班墙",
};
