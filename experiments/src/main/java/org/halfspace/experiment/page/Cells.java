package org.halfspace.experiment.page;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.halfspace.experiment.store.ResultTable;
import org.halfspace.report.Values;

/** Values of the database as a person reads them, and tables of them. */
final class Cells {
    /** Of a list inside a cell, so many elements are shown; the rest is counted. */
    private static final int SHOWN = 8;

    /** A longer text inside a cell is cut; the whole is in the database. */
    private static final int LONGEST = 120;

    private Cells() {}

    /** A value in few characters. */
    static String brief(Object value) {
        if (value instanceof Double || value instanceof Float) {
            return Values.number(((Number) value).doubleValue());
        }
        if (value instanceof List<?> list) {
            StringJoiner text = new StringJoiner(", ");
            list.stream().limit(SHOWN).forEach(one -> text.add(brief(one)));
            int more = list.size() - SHOWN;
            return list.isEmpty() ? "none" : cut(more > 0 ? text + ", ... (" + more + " more)" : text.toString());
        }
        if (value instanceof Map<?, ?> map) {
            StringJoiner text = new StringJoiner(" ");
            map.forEach((name, one) -> text.add(name + "=" + brief(one)));
            return cut(text.toString());
        }
        if (value instanceof Boolean flag) {
            return flag ? "yes" : "no";
        }
        return value == null ? "–" : cut(value.toString());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }

    /** A cell, with its number in full for sorting and for those who look closer. */
    static void cell(Object value, Html html) {
        String brief = brief(value);
        if (value instanceof Number) {
            String full = value.toString();
            html.raw("<td class=\"n\" data-v=" + Html.attribute(full));
            html.raw(full.equals(brief) ? ">" : " title=" + Html.attribute(full) + ">");
        } else {
            html.raw("<td>");
        }
        html.text(brief).raw("</td>");
    }

    /**
     * A table that sorts.
     *
     * @param comments what the columns are, by column
     */
    static void table(ResultTable table, Map<String, String> comments, Html html) {
        html.raw("<div class=\"scroll\"><table class=\"sorts\"><thead><tr>");
        for (int k = 0; k < table.columns().size(); k++) {
            String column = table.columns().get(k);
            String comment = comments.getOrDefault(column, "");
            html.raw("<th" + (table.isNumber(k) ? " class=\"n\"" : "")
                    + (comment.isEmpty() ? "" : " title=" + Html.attribute(comment)) + "><button>");
            html.text(column).raw("</button></th>");
        }
        html.raw("</tr></thead><tbody>\n");
        for (List<Object> row : table.rows()) {
            html.raw("<tr>");
            row.forEach(value -> cell(value, html));
            html.raw("</tr>\n");
        }
        html.raw("</tbody></table></div>\n");
    }
}
