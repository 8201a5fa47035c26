"""What tests ask the browser about a page that stands in it, in JavaScript."""

# Lowest contrast of text against what is painted behind it (WCAG 2.2), and where it is.
CONTRAST = """() => {
  const parts = colour => {
    const [red, green, blue, alpha = 1] = colour.match(/[\\d.]+/g).map(Number)
    return {rgb: [red, green, blue], alpha}
  }
  const luminance = ({rgb}) => {
    const [r, g, b] = rgb.map(c => c / 255)
      .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = it => {
    for (; it; it = it.parentElement) {
      const colour = parts(getComputedStyle(it).backgroundColor)
      if (colour.alpha === 1) return colour
    }
    return parts("rgb(255, 255, 255)")
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  let lowest = {ratio: 21, text: ""}, count = 0
  while (texts.nextNode()) {
    const it = texts.currentNode.parentElement
    if (!texts.currentNode.data.trim() || !it.checkVisibility()) continue
    count += 1
    const [low, high] = [parts(getComputedStyle(it).color), behind(it)].map(luminance)
      .sort((a, b) => a - b)
    const ratio = (high + 0.05) / (low + 0.05)
    if (ratio < lowest.ratio) lowest = {ratio, text: texts.currentNode.data.trim()}
  }
  return {...lowest, count, paper: luminance(behind(document.body))}
}"""

# From now on the page reaches the server by its links and forms alone.
NO_FETCH = "() => { window.fetch = () => new Promise((_, fail) => setTimeout(fail)) }"
