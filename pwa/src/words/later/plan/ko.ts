/** What this screen says. */
export const plan = {
  "plan.asOf": "{time} 현재",
  "plan.print": "배치도 인쇄",
  "plan.printWhy": "한 장: 구역, 수용 인원, 번호 자리. 이름은 없습니다.",
  "plan.over": "{count}명 초과",
  "plan.full": "만원",
  "plan.near": "곧 만원: {count}명 남음",
  "plan.free": "{count}명 남음",
  "plan.tight": "{area}: {takes}명 중 {here}명",
  "plan.nowhere": "구역이 없는 분 {count}명",
  "plan.loose": "번호 자리가 없는 분 {count}명",
  "plan.spotFree": "{spot}, 비어 있음",
  "plan.spotTaken": "{spot}: {name}, 온 지 {duration}",
  "plan.doubled": "{spot}: 한 자리에 {count}명",
  "plan.who": "{spot} 자리는 누구인가요?",
  "plan.nobodyToSeat": "모두 자리가 있습니다.",
  "plan.freeSpots": "빈자리: {area}",
};
