/** What this screen says. */
export const plan = {
  "plan.asOf": "As it stands at {time}",
  "plan.print": "Print the plan",
  "plan.printWhy": "One A4 page: areas, what they take, numbered places. No names.",
  "plan.over": "{count} too many",
  "plan.full": "Full",
  "plan.near": "Nearly full: room for {count}",
  "plan.free": "Room for {count}",
  "plan.tight": "{area}: {here} of {takes}",
  "plan.nowhere": "{count} here without an area",
  "plan.loose": "{count} without a numbered place",
  "plan.spotFree": "{spot}, free",
  "plan.spotTaken": "{spot}: {name}, here for {duration}",
  "plan.doubled": "{spot}: {count} people on one place",
  "plan.who": "Who takes {spot}?",
  "plan.nobodyToSeat": "Everybody here has a place.",
  "plan.freeSpots": "Free places: {area}",
} as const;
