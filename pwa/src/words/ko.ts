import type { Dictionary } from "./index";

/** 앱의 한국어. 양식, 상태, 장소의 말은 운영 계획과 함께 온다. */
export const ko: Dictionary = {
  "app.purpose": "기내 문에서 집 문까지, 한 분도 놓치지 않습니다",

  "act.back": "뒤로",
  "act.cancel": "취소",
  "act.change": "변경",
  "act.clear": "지우기",
  "act.remove": "{what} 빼기",
  "act.select": "선택",
  "act.selectAll": "모두 선택",
  "act.yes": "예",
  "act.no": "아니요",
  "act.keep": "유지",
  "act.discard": "버리기",
  "act.more": "더 보기",
  "act.less": "줄이기",
  "act.dismiss": "확인했습니다",
  "act.reload": "새 버전 사용",

  "sync.allSent": "모두 전송됨",
  "sync.unsent": "기기에 {count}건",
  "sync.needsYou": "확인할 것 {count}건",
  "sync.update": "Homeward 새 버전이 있습니다. 입력한 내용은 그대로 남습니다.",

  "post.empty": "지금 여기에는 아무도 없습니다",
  "post.emptyWhy": "여기에서 등록되었거나 이쪽으로 오는 분이 표시됩니다.",
  "post.noMatch": "‘{text}’ 검색 결과가 없습니다",
  "post.noMatchWhy": "다른 표기나 카드 번호, 좌석, 서류 번호로 찾아 보세요.",
  "post.searchHint": "이름(어느 문자든), 번호, 좌석",
  "post.actFor": "{act} · {count}",

  "group.nobody": "기다리는 분이 없습니다",

  "time.yesterday": "어제 {clock}",
  "time.tomorrow": "내일 {clock}",
  "time.onDay": "{day} {clock}",
  "time.underMinute": "1분 미만",
  "time.minutes": "{minutes}분",
  "time.hours": "{hours}시간",
  "time.hoursMinutes": "{hours}시간 {minutes}분",
  "time.days": "{days}일",
  "time.daysHours": "{days}일 {hours}시간",
  "time.justNow": "방금",
  "time.ago": "{duration} 전",
  "time.left": "{duration} 남음",
  "time.over": "{duration} 초과",

  "state.overdue": "시간 초과",
  "state.conflict": "답이 두 가지",
  "state.pending": "이 기기에 있음",

  "chain.tiny": "이전 {count}단계, 현재 {holder}",
  "chain.tinyNext": "이전 {count}단계, 현재 {holder}, 다음 {next}",

  "form.optional": "아는 경우",
  "form.summary": "이 답을 확인해 주세요",
  "form.chooseAny": "해당하는 것을 모두 고르세요",
  "form.noChoice": "지금 고를 수 있는 것이 없습니다",
  "form.discardAsk": "입력한 내용을 버릴까요? 되돌릴 수 없습니다.",

  "country.search": "국가·지역 또는 코드",
  "country.none": "‘{text}’에 맞는 국가·지역이 없습니다",
  "country.stateless": "무국적자",
  "country.refugee": "난민",
  "country.refugeeOther": "난민(기타)",
  "country.unspecified": "국적 미기재",
  "country.unAgency": "유엔 전문기구",
  "country.unKosovo": "유엔 코소보 임시행정기구",
  "country.utopia": "유토피아(견본)",
  "country.britishOverseas": "영국 해외영토 시민",
  "country.britishNational": "영국 국민(해외)",
  "country.britishOverseasCitizen": "영국 해외 시민",
  "country.britishProtected": "영국 보호민",
  "country.britishSubject": "영국 신민",
  "country.order": "몰타 기사단",
  "country.organisation": "국제기구",
  "country.interpol": "국제형사경찰기구",

  "attention.title": "확인할 것",

  "problem.offline.what": "지금 서버에 연결되지 않습니다.",

  "nav.lists": "목록",
  "nav.skip": "본문으로 이동",

  "app.loading": "담당 자리를 준비하고 있습니다",
  "app.loadingWhy": "양식과 용어를 받고 있습니다. 한 번만 통신이 필요합니다.",
  "post.partyTogether": "일행 함께",
  "post.partySplit": "한 분씩",
  "draft.title": "작성 중, 저장 전",
  "draft.resume": "이어서 작성",
  "draft.since": "{act} · {time} 시작",
  "decide.count": "결정할 것 {count}건",

  "post.person": "1명",
  "post.people": "{count}명",

  "act.retry": "다시 시도",

  "shown.pair": "{name}: {value}",
  "asked.link": "인계 요청과 답변",
  "wall.open": "상황판 열기",
};
