// A code on the screen, for another phone to scan.
import { generate, mode } from "lean-qr";

const SVG = "http://www.w3.org/2000/svg", MARGIN = 4;

/** Dark on white whatever the theme: a code turned about is read by few. */
export function drawn(text: string): SVGSVGElement {
  const code = generate(parts(text)), side = code.size + 2 * MARGIN;
  let path = "";
  for (let y = 0; y < code.size; y += 1) for (let x = 0; x < code.size; x += 1) if (code.get(x, y)) path += `M${x + MARGIN} ${y + MARGIN}h1v1h-1z`;
  const svg = document.createElementNS(SVG, "svg"), shape = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

/** `#` is a byte between two stretches of letters and digits. */
function parts(text: string): ReturnType<typeof mode.alphaNumeric> {
  const [address = "", payload] = text.split("#");
  return payload === undefined ? mode.alphaNumeric(text) : mode.multi(mode.alphaNumeric(address), mode.ascii("#"), mode.alphaNumeric(payload));
}
