import { z } from "zod";
import { type ApiAnswer, done, invalid, notFound, refused } from "./api-answer.ts";
import { RICH_MENU } from "./limits.ts";
import { actionSchema } from "./line-actions.ts";
import { opaqueToken } from "./line-ids.ts";
import { judge } from "./validate-like-line.ts";

const ALIAS = /^[a-z0-9_-]{1,32}$/;
const whole = z.number().int().min(0);
const menuBody = z
  .strictObject({
    size: z.strictObject({
      width: z.number().int().min(RICH_MENU.widthLeast).max(RICH_MENU.widthMost),
      height: z.number().int().min(RICH_MENU.heightLeast),
    }),
    selected: z.boolean(),
    name: z.string().min(1).max(RICH_MENU.nameMax),
    chatBarText: z.string().min(1).max(RICH_MENU.chatBarTextMax),
    areas: z
      .array(
        z.strictObject({
          bounds: z.strictObject({ x: whole, y: whole, width: whole.min(1), height: whole.min(1) }),
          action: actionSchema({ labelMax: 20, labelRequired: false, richMenuSwitch: true }),
        }),
      )
      .max(RICH_MENU.areasMax),
  })
  .refine((menu) => menu.size.width / menu.size.height >= RICH_MENU.ratioLeast, {
    error: "Invalid aspect ratio",
    path: ["size"],
  })
  .refine(
    (menu) =>
      menu.areas.every(
        ({ bounds }) =>
          bounds.x + bounds.width <= menu.size.width && bounds.y + bounds.height <= menu.size.height,
      ),
    { error: "bounds are outside the menu", path: ["areas"] },
  );
const aliasBody = z.strictObject({ richMenuAliasId: z.string().regex(ALIAS), richMenuId: z.string().min(1) });

/** A rich menu as created, with its picture once uploaded. */
export interface RichMenu {
  readonly richMenuId: string;
  readonly definition: z.infer<typeof menuBody>;
  image?: { readonly type: string; readonly bytes: Buffer };
}

/** Rich menus, their pictures, aliases and who sees which. */
export interface RichMenus {
  create(body: unknown): ApiAnswer;
  check(body: unknown): ApiAnswer;
  upload(id: string, contentType: string, bytes: Buffer): ApiAnswer;
  list(): ApiAnswer;
  get(id: string): ApiAnswer;
  remove(id: string): ApiAnswer;
  setDefault(id: string | undefined): ApiAnswer;
  getDefault(): ApiAnswer;
  link(userId: string, id: string | undefined): ApiAnswer;
  linked(userId: string): ApiAnswer;
  createAlias(body: unknown): ApiAnswer;
  changeAlias(alias: string, body: unknown): ApiAnswer;
  removeAlias(alias: string): ApiAnswer;
  getAlias(alias: string): ApiAnswer;
  listAliases(): ApiAnswer;
  /** What this person sees: their own menu, else the default one. */
  shownTo(userId: string): RichMenu | undefined;
  /** What an alias stands for, for the switch between menus. */
  byAlias(alias: string): RichMenu | undefined;
  find(id: string): RichMenu | undefined;
}

export function createRichMenus(onChange: () => void = () => {}): RichMenus {
  const menus = new Map<string, RichMenu>();
  const aliases = new Map<string, string>();
  const perUser = new Map<string, string>();
  let usual: string | undefined;

  const asBody = ({ richMenuId, definition }: RichMenu) => ({ richMenuId, ...definition });
  const withMenu = (id: string, then: (menu: RichMenu) => ApiAnswer): ApiAnswer => {
    const menu = menus.get(id);
    const answer = menu ? then(menu) : notFound;
    onChange();
    return answer;
  };
  const withPicture = (id: string, then: () => void): ApiAnswer =>
    withMenu(id, (menu) => {
      if (!menu.image) return refused(400, "invalid_request", "A richmenu image must be uploaded");
      then();
      return done();
    });

  return {
    create(body) {
      const verdict = judge(menuBody, body);
      if (!verdict.ok) return invalid(verdict.details);
      const richMenuId = `richmenu-${opaqueToken()}`;
      menus.set(richMenuId, { richMenuId, definition: verdict.value });
      return done({ richMenuId });
    },
    check(body) {
      const verdict = judge(menuBody, body);
      return verdict.ok ? done() : invalid(verdict.details);
    },
    upload: (id, contentType, bytes) =>
      withMenu(id, (menu) => {
        if (menu.image) return refused(400, "invalid_request", "An image has already been uploaded");
        if (!/^image\/(png|jpeg)$/.test(contentType))
          return refused(415, "invalid_request", "Unsupported image type");
        if (bytes.length === 0 || bytes.length > RICH_MENU.imageBytesMax) {
          return refused(bytes.length ? 413 : 400, "invalid_request", "Invalid image size");
        }
        menu.image = { type: contentType, bytes };
        return done();
      }),
    list: () => done({ richmenus: [...menus.values()].map(asBody) }),
    get: (id) => withMenu(id, (menu) => done(asBody(menu))),
    remove: (id) =>
      withMenu(id, () => {
        menus.delete(id);
        if (usual === id) usual = undefined;
        for (const [userId, linked] of perUser) if (linked === id) perUser.delete(userId);
        return done();
      }),
    setDefault(id) {
      if (id !== undefined) return withPicture(id, () => (usual = id));
      usual = undefined;
      onChange();
      return done();
    },
    getDefault: () => (usual ? done({ richMenuId: usual }) : notFound),
    link(userId, id) {
      if (id !== undefined) return withPicture(id, () => perUser.set(userId, id));
      perUser.delete(userId);
      onChange();
      return done();
    },
    linked(userId) {
      const richMenuId = perUser.get(userId);
      return richMenuId ? done({ richMenuId }) : notFound;
    },
    createAlias(body) {
      const verdict = judge(aliasBody, body);
      if (!verdict.ok) return invalid(verdict.details);
      const { richMenuAliasId, richMenuId } = verdict.value;
      if (aliases.has(richMenuAliasId)) return refused(400, "invalid_request", "conflict richmenu alias id");
      return withPicture(richMenuId, () => aliases.set(richMenuAliasId, richMenuId));
    },
    changeAlias(alias, body) {
      if (!aliases.has(alias)) return notFound;
      const verdict = judge(aliasBody.pick({ richMenuId: true }), body);
      if (!verdict.ok) return invalid(verdict.details);
      return withPicture(verdict.value.richMenuId, () => aliases.set(alias, verdict.value.richMenuId));
    },
    removeAlias: (alias) => (aliases.delete(alias) ? done() : notFound),
    getAlias(alias) {
      const richMenuId = aliases.get(alias);
      return richMenuId ? done({ richMenuAliasId: alias, richMenuId }) : notFound;
    },
    listAliases: () =>
      done({
        aliases: [...aliases].map(([richMenuAliasId, richMenuId]) => ({ richMenuAliasId, richMenuId })),
      }),
    shownTo: (userId) => menus.get(perUser.get(userId) ?? usual ?? ""),
    byAlias: (alias) => menus.get(aliases.get(alias) ?? ""),
    find: (id) => menus.get(id),
  };
}
