function text(words, style) {
  return { type: "text", text: words, wrap: true, scaling: true, ...style };
}

function level({ number, label, sentence }, item) {
  return {
    type: "box",
    layout: "vertical",
    borderColor: "#D5DCDA",
    borderWidth: "1px",
    cornerRadius: "8px",
    paddingAll: "12px",
    spacing: "8px",
    contents: [
      text(`${number} ${label}`, { size: "sm", weight: "bold", color: "#084C3F" }),
      text(sentence, { size: "sm", color: "#1F2A28" }),
      {
        type: "button",
        style: "secondary",
        color: "#D6E9E3",
        height: "sm",
        adjustMode: "shrink-to-fit",
        action: {
          type: "postback",
          label: `${number} ${label}`,
          data: `rate|${item}|${Number(number) - 1}`,
          displayText: `${number} ${label}`,
        },
      },
    ],
  };
}

/** The card of a question with its four levels, and what is shown where cards cannot be. */
exports.questionCard = (question, at, count) => {
  const { item, dimension, unit, about, levels } = question;
  const position = `${at + 1} จาก ${count}`;
  return {
    text: `${position} · ${unit}`,
    contents: {
      type: "bubble",
      size: "mega",
      header: {
        type: "box",
        layout: "vertical",
        backgroundColor: "#0B6E5B",
        contents: [
          text(dimension, { size: "xs", color: "#DDF0EA" }),
          text(position, { size: "sm", color: "#FFFFFF", weight: "bold" }),
        ],
      },
      body: {
        type: "box",
        layout: "vertical",
        spacing: "12px",
        contents: [
          text(unit, { size: "md", weight: "bold", color: "#1F2A28" }),
          text(about, { size: "xs", color: "#54605D" }),
          ...levels.map((one) => level(one, item)),
        ],
      },
    },
  };
};

/** The card at the end: how many answers reach the required level. */
exports.resultCard = (questions, ratings) => {
  const reached = questions.filter(({ item }) => ratings[item] >= 2).length;
  const words = `ตรงกับบทบาท ${Math.round((reached / questions.length) * 100)}%`;
  return {
    text: words,
    contents: {
      type: "bubble",
      body: {
        type: "box",
        layout: "vertical",
        contents: [
          text(words, { size: "lg", weight: "bold", color: "#084C3F" }),
          ...questions.map(({ item, unit }) =>
            text(`${unit}: ${(ratings[item] ?? 0) + 1}`, { size: "sm", color: "#1F2A28" }),
          ),
        ],
      },
    },
  };
};
