import type { Answer, Assessment, Level, Rating } from "./core/assessment/assessment.ts";
import { unitsInOrder } from "./core/assessment/item-order.ts";
import type { Content } from "./core/content.ts";
import { profileOf, questionnaireOf } from "./core/conversation/voice.ts";
import type { Group, Stage } from "./core/framework/framework.ts";
import type { Counting } from "./core/people/round.ts";
import type { Random } from "./seeded-random.ts";

/** A sitting to be made up. */
export interface SittingWanted {
  readonly id: string;
  readonly stage: Stage;
  readonly group: Group;
  /** Epoch ms. */
  readonly startedAt: number;
  /** The usual level of the person, around 1.5. */
  readonly ability: number;
  /** Whether all questions are answered, or only the first third. */
  readonly isWhole: boolean;
  readonly countsIn: Counting;
}

const MS_PER_ANSWER = 20_000;
const NOT_APPLICABLE_SHARE = 0.03;
const PREFER_NOT_SHARE = 0.02;
/** How far luck moves a level at most. */
const LUCK = 1.6;

/** How much easier or harder a dimension is for everybody. */
const EASE: Readonly<Record<string, number>> = { DLit: 0.5, DG: 0.1, DT: -0.4, DS: 0.1, DL: -0.1, DTr: -0.5 };

/** A full assessment with made-up answers, in the order in which the bot asks for them. */
export function madeUpSitting(wanted: SittingWanted, content: Content, random: Random): Assessment {
  const { id, stage, group, startedAt, isWhole, countsIn } = wanted;
  const questionnaire = questionnaireOf(content);
  const items = unitsInOrder(profileOf(content, wanted), content.framework, questionnaire);
  const answered = isWhole ? items : items.slice(0, Math.ceil(items.length / 3));
  const ratings = answered.map((item, place): [string, Answer<Rating>] => {
    const rating = ratingFor(item, wanted.ability, content, random);
    return [item, [rating, startedAt + (place + 1) * MS_PER_ANSWER, `${id}-${place + 1}`]];
  });
  return {
    id,
    kind: "full",
    frameworkVersion: content.framework.version,
    questionnaireVersion: questionnaire.version,
    stage,
    group,
    startedAt,
    completedAt: isWhole ? startedAt + items.length * MS_PER_ANSWER : null,
    items,
    ratings: Object.fromEntries(ratings),
    standings: {},
    ...(isWhole && { countsIn }),
  };
}

function ratingFor(item: string, ability: number, { framework }: Content, random: Random): Rating {
  const chance = random();
  if (chance < NOT_APPLICABLE_SHARE) return "not_applicable";
  if (chance < NOT_APPLICABLE_SHARE + PREFER_NOT_SHARE) return "prefer_not";
  const dimension = framework.units.find(({ code }) => code === item)?.dimension ?? "";
  // Two together are more often in the middle than one alone.
  const luck = (random() + random() - 1) * LUCK;
  return Math.min(3, Math.max(0, Math.round(ability + (EASE[dimension] ?? 0) + luck))) as Level;
}
