const { payload, route, router } = require("bottender/router");
const { questionCard, resultCard } = require("./cards.js");
const questions = require("./questions.json");

async function ask(context, at) {
  const { text, contents } = questionCard(questions[at], at, questions.length);
  await context.replyFlex(text, contents);
}

async function Begin(context) {
  context.setState({ at: 0, ratings: {} });
  await ask(context, 0);
}

async function Rate(context, { match }) {
  const { item, level } = match.groups;
  const at = questions.findIndex((question) => question.item === item);
  if (at < 0) return;
  const ratings = { ...context.state.ratings, [item]: Number(level) };
  // A tap on an older card changes that answer and leaves the question where it is.
  const next = at === context.state.at ? at + 1 : context.state.at;
  context.setState({ at: next, ratings });
  if (next < questions.length) {
    await ask(context, next);
    return;
  }
  const { text, contents } = resultCard(questions, ratings);
  await context.replyFlex(text, contents);
}

async function Unknown(context) {
  await context.replyText("พิมพ์ เริ่ม เพื่อเริ่มทำแบบประเมิน");
}

module.exports = async function App() {
  return router([
    payload("begin", Begin),
    payload(/^rate\|(?<item>\w+)\|(?<level>[0-3])$/, Rate),
    route("*", Unknown),
  ]);
};
