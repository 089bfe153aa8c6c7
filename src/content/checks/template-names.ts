/** Values a name may have, by name; from the samples at the top, from `$map` further in. */
type Names = ReadonlyMap<string, readonly unknown[]>;

/** A name in a template that is no value of its card. */
export interface UnknownName {
  readonly path: string;
  readonly name: string;
}

/** What a template's names come to: those that are no values, and the values that are used. */
export interface TemplateNames {
  readonly unknown: readonly UnknownName[];
  readonly used: ReadonlySet<string>;
}

/** Names of the JSON-e language and the functions it brings. */
const BUILTIN = new Set(
  "true false null in min max sqrt ceil floor abs lowercase uppercase str len fromNow strip rstrip lstrip split join range typeof number defined".split(
    " ",
  ),
);
const EXPRESSION_KEYS = new Set(["$if", "$eval"]);

/**
 * Looks at every name in a template, also where no sample leads: a branch not taken, an empty list. Names come
 * from the values and from `$map`; a template that needs `$let` must teach it here.
 * @see https://json-e.js.org/operators.html
 */
export function templateNames(template: object, samples: readonly object[]): TemplateNames {
  const unknown: UnknownName[] = [];
  const used = new Set<string>();
  const keys = new Set(samples.flatMap((sample) => Object.keys(sample)));
  const names = new Map([...keys].map((key) => [key, samples.map((sample) => Reflect.get(sample, key))]));
  walk(template, "", names, (name, path, known) => {
    if (!known) unknown.push({ name, path });
    used.add(name.split(".")[0] ?? name);
  });
  return { unknown, used };
}

type Visit = (name: string, path: string, known: boolean) => void;

function walk(node: unknown, path: string, names: Names, visit: Visit): void {
  if (typeof node === "string") {
    for (const [, expression = ""] of node.matchAll(/\$\{([^}]*)\}/gu))
      visitAll(expression, path, names, visit);
  } else if (Array.isArray(node)) {
    for (const [index, part] of node.entries()) walk(part, `${path}[${index}]`, names, visit);
  } else if (typeof node === "object" && node !== null) {
    walkObject(node, path, names, visit);
  }
}

function walkObject(node: object, path: string, names: Names, visit: Visit): void {
  for (const [key, part] of Object.entries(node)) {
    const below = path === "" ? key : `${path}.${key}`;
    const loop = /^each\((\w+)(?:\s*,\s*(\w+))?\)$/u.exec(key);
    if (EXPRESSION_KEYS.has(key) && typeof part === "string") visitAll(part, below, names, visit);
    else if (loop === null) walk(part, below, names, visit);
    else walk(part, below, withLoop(names, loop, Reflect.get(node, "$map")), visit);
  }
}

/** The names inside a loop: those outside, the element and, when asked for, its index. */
function withLoop(names: Names, [, element = "", index]: RegExpExecArray, over: unknown): Names {
  const list = typeof over === "object" && over !== null ? Reflect.get(over, "$eval") : undefined;
  const lists = typeof list === "string" ? valuesOf(list.trim(), names) : [];
  const inside = new Map(names).set(element, (lists ?? []).flat());
  return index === undefined ? inside : inside.set(index, [0]);
}

function visitAll(expression: string, path: string, names: Names, visit: Visit): void {
  const code = expression.replace(/'[^']*'|"[^"]*"/gu, "''");
  for (const [name] of code.matchAll(/(?<![\w.])[A-Za-z_]\w*(?:\.\w+)*/gu)) {
    if (!BUILTIN.has(name)) visit(name, path, valuesOf(name, names) !== undefined);
  }
}

/** The values a dotted name has in the samples; undefined when it can have none. */
function valuesOf(name: string, names: Names): readonly unknown[] | undefined {
  const [first = "", ...fields] = name.split(".");
  return fields.reduce<readonly unknown[] | undefined>((values, field) => {
    // With nothing to look at, nothing can be called misspelt.
    if (values === undefined || values.length === 0) return values;
    const having = values.filter((value) => typeof value === "object" && value !== null && field in value);
    return having.length === 0 ? undefined : having.map((value) => Reflect.get(value as object, field));
  }, names.get(first));
}
