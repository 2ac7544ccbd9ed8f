/** What the shell says in English. Programme words (forms, states, places) come with the programme. */
export const en = {
  "app.purpose": "Every traveller, from the cabin door to the home door",

  "act.back": "Back",
  "act.cancel": "Cancel",
  "act.change": "Change",
  "act.clear": "Clear",
  "act.remove": "Remove {what}",
  "act.select": "Select",
  "act.selectAll": "Select all",
  "act.yes": "Yes",
  "act.no": "No",
  "act.keep": "Keep it",
  "act.discard": "Discard",
  "act.dismiss": "I have seen this",
  "act.reload": "Use the new version",

  "sync.allSent": "All sent",
  "sync.unsent": "{count} on this phone",
  "sync.needsYou": "{count} needs you",
  "sync.update": "A new version of Homeward is ready. Your entries stay.",

  "post.empty": "Nobody is here at the moment",
  "post.emptyWhy": "People appear as soon as they are registered here or are on their way to you.",
  "post.noMatch": "Nobody found for “{text}”",
  "post.noMatchWhy": "Try another spelling, the number on the card, a seat or a document number.",
  "post.searchHint": "Name in any script, number, seat",
  "post.actFor": "{act} · {count}",

  "group.nobody": "Nobody waits",

  "time.yesterday": "yesterday {clock}",
  "time.tomorrow": "tomorrow {clock}",
  "time.onDay": "{day}, {clock}",
  "time.underMinute": "under a minute",
  "time.minutes": "{minutes} min",
  "time.hours": "{hours} h",
  "time.hoursMinutes": "{hours} h {minutes} min",
  "time.days": "{days} d",
  "time.daysHours": "{days} d {hours} h",
  "time.justNow": "just now",
  "time.ago": "{duration} ago",
  "time.left": "{duration} left",
  "time.over": "{duration} over",

  "state.overdue": "Overdue",
  "state.conflict": "Two answers",
  "state.pending": "on this phone",

  "chain.tiny": "{count} earlier, now {holder}",
  "chain.tinyNext": "{count} earlier, now {holder}, next {next}",

  "form.optional": "if known",
  "form.summary": "Please look at these answers",
  "form.chooseAny": "Choose all that apply",
  "form.noChoice": "Nothing to choose from here",
  "form.discardAsk": "Discard these answers? This cannot be undone.",

  "country.search": "Country or code",
  "country.none": "No country found for “{text}”",
  "country.stateless": "Stateless person",
  "country.refugee": "Refugee",
  "country.refugeeOther": "Refugee (other)",
  "country.unspecified": "Nationality not stated",
  "country.unAgency": "United Nations agency",
  "country.unKosovo": "UN mission in Kosovo",
  "country.utopia": "Utopia (specimen)",
  "country.britishOverseas": "British overseas territories citizen",
  "country.britishNational": "British national (overseas)",
  "country.britishOverseasCitizen": "British overseas citizen",
  "country.britishProtected": "British protected person",
  "country.britishSubject": "British subject",
  "country.order": "Sovereign Military Order of Malta",
  "country.organisation": "International organisation",
  "country.interpol": "Interpol",

  "attention.title": "Needs you",

  "problem.offline.what": "The server cannot be reached just now.",

  "nav.lists": "Lists",
  "nav.skip": "Skip to the page",

  "app.loading": "Getting your post ready",
  "app.loadingWhy": "The forms and words of the operation are on their way. This needs the network once.",
  "post.partyTogether": "Families stay together",
  "post.partySplit": "One by one",
  "draft.title": "Started, not saved yet",
  "draft.resume": "Carry on",
  "draft.since": "{act} · started {time}",
  "decide.count": "{count} to decide",

  "post.practiceShort": "Practice",

  "post.people": "{count} people",

  "act.retry": "Try again",

  "shown.pair": "{name}: {value}",
  "wall.open": "Open the wall",
} as const;
