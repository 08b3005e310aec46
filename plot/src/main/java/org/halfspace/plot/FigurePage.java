package org.halfspace.plot;

/** A page with one figure, which opens from disk without a network. */
final class FigurePage {
    private FigurePage() {}

    static String of(Drawing drawing) {
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
        page.append(escaped(drawing.figure().name()));
        page.append(
                "</title>\n<style>body { font: 16px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }");
        page.append(" figure { margin: 0; overflow-x: auto; }</style>\n");
        for (String script : VegaScripts.forPage()) {
            page.append("<script>").append(script).append("</script>\n");
        }
        page.append("</head><body>\n<figure><div id=\"figure\"></div><figcaption>");
        page.append(escaped(drawing.figure().caption()));
        page.append("</figcaption></figure>\n<script>vegaEmbed('#figure', ");
        page.append(drawing.json());
        page.append(");</script>\n</body></html>\n");
        return page.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
