import { act } from "./api-client.js";
import { t } from "./words.js";

/**
 * Does what a tapped button says, as the person's LINE would.
 * @param person who taps  @param say shows a short hint to the one at the screen
 */
export async function perform(action, userId, say) {
  switch (action.type) {
    case "postback":
      await act(userId, "tap", { data: action.data, displayText: action.displayText ?? action.text });
      return;
    case "message":
      await act(userId, "text", { text: action.text });
      return;
    case "uri":
      openLink(action.uri, say);
      return;
    case "clipboard":
      await navigator.clipboard?.writeText(action.clipboardText);
      say(t("copied"));
      return;
    case "richmenuswitch":
      await act(userId, "tap", {
        data: action.data,
        richMenuAliasId: action.richMenuAliasId,
        params: { newRichMenuAliasId: action.richMenuAliasId, status: "SUCCESS" },
      });
      return;
    case "location":
      await act(userId, "location");
      return;
    case "camera":
    case "cameraRoll":
      await act(userId, "image");
      return;
    default:
      say(t("notHere"));
  }
}

function openLink(uri, say) {
  if (!/^https?:\/\//i.test(uri)) return say(t("notHere"));
  window.open(uri, "_blank", "noopener,noreferrer");
  say(t("linkOpens"));
}

/** Shows pictures of the bot from the page's own origin; anything else has no address. */
export function imagesFrom(base) {
  return (url) => {
    if (url.startsWith("data:image/")) return url;
    if (!base || !url.startsWith(base)) return undefined;
    const { pathname, search } = new URL(url);
    return pathname + search;
  };
}
