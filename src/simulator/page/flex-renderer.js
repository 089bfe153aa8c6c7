import { el } from "./dom.js";
import {
  BUBBLE_WIDTH,
  borderWidth,
  color,
  extent,
  fontSize,
  imageSize,
  step,
  style,
} from "./flex-measures.js";

/**
 * Draws a Flex container the way LINE does on a phone. Everything untrusted goes in as text or as a
 * checked length or colour.
 * @param container bubble or carousel
 * @param surroundings `onAction(action)` hears taps; `imageFor(url)` answers an address to show or undefined
 */
export function renderFlex(container, surroundings) {
  if (container.type !== "carousel") return bubble(container, surroundings);
  const strip = el("div", { class: "fx-carousel", role: "group", tabindex: "0" });
  for (const one of container.contents) strip.append(bubble(one, surroundings));
  return strip;
}

function bubble(part, surroundings) {
  const size = Object.hasOwn(BUBBLE_WIDTH, part.size) ? part.size : "mega";
  const element = el("div", { class: `fx-bubble fx-${size}`, dir: part.direction ?? "ltr" });
  style(element, { "--fx-width": `${BUBBLE_WIDTH[size]}px` });
  for (const name of ["header", "hero", "body", "footer"]) {
    if (part[name]) element.append(block(name, part[name], part.styles?.[name] ?? {}, surroundings));
  }
  return tappable(element, part.action, surroundings);
}

function block(name, part, look, surroundings) {
  const element = el("div", { class: `fx-block fx-${name}` });
  style(element, { "background-color": color(look.backgroundColor) });
  if (look.separator) {
    const line = el("div", { class: "fx-block-line" });
    element.append(style(line, { "background-color": color(look.separatorColor) }));
  }
  const content = component(part, { layout: "vertical", first: true }, surroundings);
  if (part.type === "box") content.classList.add("fx-root");
  element.append(content);
  return element;
}

const DRAW = { box, text, button, image, icon: image, video, separator, filler };

/** @param place how the parent lays out: `layout`, `spacing`, and whether this is its `first` child */
function component(part, place, surroundings) {
  const draw = Object.hasOwn(DRAW, part.type) ? DRAW[part.type] : unknown;
  const element = draw(part, place, surroundings);
  element.classList.add("fx");
  putInPlace(element, part, place);
  return part.type === "button" ? element : tappable(element, part.action, surroundings);
}

function putInPlace(element, part, place) {
  if (part.position === "absolute") element.classList.add("fx-absolute");
  style(element, {
    top: step(part.offsetTop),
    bottom: step(part.offsetBottom),
    "inset-inline-start": step(part.offsetStart),
    "inset-inline-end": step(part.offsetEnd),
  });
  const gap =
    place.first || part.position === "absolute" ? undefined : (step(part.margin) ?? step(place.spacing));
  const vertical = place.layout === "vertical";
  style(element, vertical ? { "margin-top": gap } : { "margin-inline-start": gap });
  style(element, { flex: share(part, vertical) });
}

/** In a row everything but icons and lines shares the width; in a column everything keeps its height. */
function share(part, vertical) {
  if (part.type === "separator") return "none";
  const flex = part.flex ?? usualFlex(part, vertical);
  if (flex === 0) return "0 0 auto";
  return vertical ? `${flex} 0 auto` : `${flex} 1 0`;
}

function usualFlex(part, vertical) {
  if (part.type === "filler") return 1;
  if (vertical || part.type === "icon") return 0;
  return part.type === "box" && part.width ? 0 : 1;
}

function box(part, _place, surroundings) {
  const element = el("div", { class: `fx-box fx-${part.layout}` });
  const all = step(part.paddingAll);
  style(element, {
    "padding-top": step(part.paddingTop) ?? all,
    "padding-bottom": step(part.paddingBottom) ?? all,
    "padding-inline-start": step(part.paddingStart) ?? all,
    "padding-inline-end": step(part.paddingEnd) ?? all,
    "background-color": color(part.backgroundColor),
    "border-color": color(part.borderColor),
    "border-width": borderWidth(part.borderWidth),
    "border-radius": step(part.cornerRadius),
    width: extent(part.width),
    "max-width": extent(part.maxWidth),
    height: extent(part.height),
    "max-height": extent(part.maxHeight),
    "justify-content": part.justifyContent,
    "align-items": part.layout === "baseline" ? undefined : part.alignItems,
    "background-image": gradient(part.background),
  });
  if (part.borderWidth && part.borderWidth !== "none") element.classList.add("fx-bordered");
  part.contents.forEach((child, index) => {
    const place = { layout: part.layout, spacing: part.spacing, first: index === 0 };
    element.append(component(child, place, surroundings));
  });
  return element;
}

function gradient(background) {
  if (background?.type !== "linearGradient" || !/^\d+(\.\d+)?deg$/.test(background.angle)) return undefined;
  const { startColor, centerColor, endColor, centerPosition } = background;
  const middle = color(centerColor) ? `, ${centerColor} ${extent(centerPosition) ?? "50%"}` : "";
  const [from, to] = [color(startColor), color(endColor)];
  return from && to ? `linear-gradient(${background.angle}, ${from}${middle}, ${to})` : undefined;
}

function text(part, place) {
  const element = el("div", { class: "fx-text" });
  const inner = el("span", { class: "fx-words" });
  if (part.contents?.length) for (const one of part.contents) inner.append(span(one));
  else inner.textContent = part.text;
  element.append(inner);
  dress(element, { ...part, size: part.size ?? "md" });
  element.classList.toggle("fx-wrap", part.wrap === true);
  if (part.wrap && part.maxLines > 0) {
    element.classList.add("fx-clamped");
    style(inner, { "-webkit-line-clamp": part.maxLines });
  }
  if (part.adjustMode) shrinkToFit(element, inner);
  style(element, { "text-align": part.align, "align-self": gravity(part, place) });
  const spacing = step(part.lineSpacing);
  if (spacing) style(element, { "line-height": `calc(1.4em + ${spacing})` });
  return element;
}

function dress(element, part) {
  style(element, {
    "font-size": part.size === undefined ? undefined : fontSize(part.size),
    color: color(part.color),
    "font-weight": part.weight === "bold" ? 700 : part.weight === "regular" ? 400 : undefined,
    "font-style": part.style === "italic" ? "italic" : undefined,
    "text-decoration": part.decoration === "none" ? undefined : part.decoration,
  });
}

function span(part) {
  const element = el("span", { text: part.text });
  dress(element, part);
  return element;
}

const fitting = new ResizeObserver((changes) => {
  for (const { target } of changes) shrink(target);
});

const shrinking = new WeakMap();

/** Text with `adjustMode` gets smaller, only as much as it must, once its width is known. */
function shrinkToFit(element, words) {
  shrinking.set(element, { words, width: 0 });
  fitting.observe(element);
}

function shrink(element) {
  const state = shrinking.get(element);
  const { clientWidth } = element;
  if (clientWidth === 0 || clientWidth === state.width) return;
  state.width = clientWidth;
  state.words.style.removeProperty("font-size");
  const share = state.words.clientWidth / state.words.scrollWidth;
  if (share < 1) state.words.style.fontSize = `${Math.floor(share * 95)}%`;
}

const GRAVITY = { top: "flex-start", center: "center", bottom: "flex-end" };

function gravity(part, place) {
  return place.layout === "horizontal" && part.gravity ? GRAVITY[part.gravity] : undefined;
}

function button(part, place, surroundings) {
  const kind = part.style ?? "link";
  const label = el("span", { class: "fx-words", text: part.action.label ?? "" });
  const on = { click: (event) => tap(event, part.action, surroundings) };
  const element = el(
    "button",
    { type: "button", class: `fx-button fx-${kind} fx-h-${part.height ?? "md"}`, on },
    label,
  );
  const chosen = color(part.color);
  if (part.adjustMode) shrinkToFit(element, label);
  style(element, kind === "link" ? { color: chosen } : { "background-color": chosen });
  return style(element, { "align-self": gravity(part, place) });
}

function image(part, place, surroundings) {
  const isIcon = part.type === "icon";
  const element = el("div", { class: isIcon ? "fx-icon" : "fx-image" });
  const width = isIcon ? fontSize(part.size) : imageSize(part.size);
  const ratio = /^[\d.]+:[\d.]+$/.test(part.aspectRatio ?? "") ? part.aspectRatio.replace(":", "/") : "1/1";
  const frame = el("div", { class: "fx-frame" });
  style(frame, { width, "aspect-ratio": ratio, "background-color": color(part.backgroundColor) });
  const source = surroundings.imageFor?.(part.url);
  if (source)
    frame.append(el("img", { src: source, alt: "", class: part.aspectMode === "cover" ? "fx-cover" : "" }));
  else frame.classList.add("fx-missing");
  element.append(frame);
  style(element, { "justify-content": { start: "flex-start", end: "flex-end" }[part.align] });
  return style(element, { "align-self": gravity(part, place) });
}

function video(part, place, surroundings) {
  return component(part.altContent, place, surroundings);
}

function separator(part, place) {
  const element = el("div", {
    class: place.layout === "vertical" ? "fx-line" : "fx-line-upright",
    role: "presentation",
  });
  return style(element, { "background-color": color(part.color) });
}

function filler() {
  return el("div", { class: "fx-filler" });
}

function unknown() {
  return el("div", { class: "fx-filler" });
}

function tappable(element, action, surroundings) {
  if (!action) return element;
  element.classList.add("fx-tappable");
  element.setAttribute("role", action.type === "uri" ? "link" : "button");
  element.tabIndex = 0;
  if (action.label) element.setAttribute("aria-label", action.label);
  element.addEventListener("click", (event) => tap(event, action, surroundings));
  element.addEventListener("keydown", (event) => {
    if (event.target === element && (event.key === "Enter" || event.key === " "))
      tap(event, action, surroundings);
  });
  return element;
}

function tap(event, action, { onAction }) {
  event.preventDefault();
  event.stopPropagation();
  onAction?.(action);
}
