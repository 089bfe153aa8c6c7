import { loadSamples, loadTemplates } from "./content/load-templates.ts";
import type { CardMessage } from "./core/conversation/message.ts";
import type { Language } from "./core/language.ts";
import { createMessageRenderer, type LineMessage } from "./line/render-message.ts";

/** A card template filled with one of its samples. */
interface SampleCard {
  readonly name: string;
  readonly language: Language;
  readonly message: LineMessage & Readonly<Record<string, unknown>>;
}

/** Every card template with every sample beside it, as LINE would receive it. */
export function sampleCards(): readonly SampleCard[] {
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const render = createMessageRenderer(loadTemplates(), silent);
  return Object.entries(loadSamples()).flatMap(([sample, values]) => {
    const [card = "", variant = ""] = sample.split(".");
    const message = { type: "card", card, values, text: sample } as unknown as CardMessage;
    const language: Language = variant === "en" ? "en" : "th";
    return render([message], "cards").map((rendered) => ({
      name: variant === "long" ? `${card} (long)` : card,
      language,
      message: { ...rendered },
    }));
  });
}
