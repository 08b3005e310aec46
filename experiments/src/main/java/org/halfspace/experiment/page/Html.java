package org.halfspace.experiment.page;

/** Builds HTML. What comes from outside goes through {@link #text} or {@link #attribute}. */
final class Html {
    private final StringBuilder out = new StringBuilder();

    /** Markup of our own. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Text of anybody's. */
    Html text(String text) {
        out.append(escaped(text));
        return this;
    }

    /** An element with a text inside. */
    Html element(String tag, String text) {
        String name = tag.contains(" ") ? tag.substring(0, tag.indexOf(' ')) : tag;
        return raw("<" + tag + ">").text(text).raw("</" + name + ">\n");
    }

    /** A text as the value of an attribute, with its quotes. */
    static String attribute(String text) {
        return '"' + escaped(text) + '"';
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** JSON inside a script element, where no sequence of characters may end it. */
    static String script(String json) {
        return json.replace("<", "\\u003c");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
