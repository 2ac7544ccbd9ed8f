// The first page of the demo: what is going on, four steps, and the posts.

import { useEffect } from "preact/hooks";
import { LanguageSwitch } from "../parts/switches";
import { askPractice, postAddress, practice, type Practice } from "../store/practice";
import { lang, say } from "../words";
import { clock } from "../words/time";
import { Screen } from "./chrome";
import "./front.css";

const LOOKS_MS = 2_000;

/** `demo`: as first heard; the page goes on asking. */
export function Front({ demo }: { readonly demo: Practice }) {
  const heard = practice.value ?? demo;
  useEffect(() => {
    const timer = setInterval(() => void askPractice(), LOOKS_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return (
    <Screen first title={say("front.title")} lead={say("app.purpose")}>
      <LanguageSwitch />
      {heard.phase === "opening" ? (
        <p role="status">{say("front.opening", { joined: heard.joined, people: heard.people })}</p>
      ) : (
        <Figures heard={heard} />
      )}
      <ol class="front-steps">
        <li>
          <p>{say("front.register")}</p>
          <Post heard={heard} number={1} />
        </li>
        <li>
          <p>{say("front.lose")}</p>
        </li>
        <li>
          <p>{say("front.hours")}</p>
          {heard.question && heard.question.post > 0 && (
            <Door to={postAddress(heard.question.post, `/act/${heard.question.act}?on=${heard.question.record}`)}>
              {say("practice.answer")}
            </Door>
          )}
        </li>
        <li>
          <p>{say("front.watch")}</p>
          {heard.wall > 0 && <Door to={postAddress(heard.wall, "/wall")}>{say("wall.open")}</Door>}
        </li>
      </ol>
      <section class="front-posts" aria-label={say("front.posts")}>
        <h2>{say("front.posts")}</h2>
        <p class="quiet">{say("front.postsWhy")}</p>
        <ul>
          {heard.posts.map((post, at) => (
            <li key={post.url}>
              <Door to={postAddress(at + 1)}>{post.who}</Door>
            </li>
          ))}
        </ul>
      </section>
    </Screen>
  );
}

function Figures({ heard }: { readonly heard: Practice }) {
  const { moving, asked, overdue, over } = heard.figures;
  const figures = [
    { count: moving, text: say("front.moving") },
    { count: asked, text: say("front.asked") },
    { count: overdue, text: say("front.overdue"), tone: overdue > 0 ? "overdue" : undefined },
    { count: over, text: say("front.arrived") },
  ];
  return (
    <section aria-label={say("front.now", { time: clock(heard.now) })}>
      <p class="quiet">{say("front.now", { time: clock(heard.now) })}</p>
      <dl class="front-figures" lang={lang.value}>
        {figures.map(({ count, text, tone }) => (
          <div key={text} data-tone={tone}>
            <dd>{count}</dd>
            <dt>{text}</dt>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Post({ heard, number }: { readonly heard: Practice; readonly number: number }) {
  const post = heard.posts[number - 1];
  return post ? <Door to={postAddress(number)}>{say("front.open", { who: post.who })}</Door> : null;
}

function Door({ to, children }: { readonly to: string; readonly children: string }) {
  return (
    <a class="button" data-kind="plain" data-wide href={to} target="_blank" rel="noopener">
      <span>{children}</span>
    </a>
  );
}
