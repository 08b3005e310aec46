package org.halfspace.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A filter of rows: {@code datum.field}, {@code !datum.field}, or a comparison of one with a number, text or truth value. Immutable. */
final class RowFilter {
    private static final Pattern TRUTH = Pattern.compile("\\s*(!?)\\s*datum\\.(\\w+)\\s*");
    private static final Pattern COMPARISON =
            Pattern.compile("\\s*datum\\.(\\w+)\\s*(===?|!==?|<=|>=|<|>)\\s*('[^']*'|\"[^\"]*\"|[-+.\\w]+)\\s*");

    private final String field;
    private final String operator;
    private final String operand;

    private RowFilter(String field, String operator, String operand) {
        this.field = field;
        this.operator = operator;
        this.operand = operand;
    }

    /** @throws UnsupportedFigureException if the transformation is another one, or the expression says more */
    static RowFilter of(Map<?, ?> transform) {
        if (transform.size() != 1 || !(transform.get("filter") instanceof String expression)) {
            throw new UnsupportedFigureException("the transformation " + transform.keySet());
        }
        Matcher truth = TRUTH.matcher(expression);
        if (truth.matches()) {
            return new RowFilter(truth.group(2), truth.group(1).isEmpty() ? "is" : "!", "");
        }
        Matcher comparison = COMPARISON.matcher(expression);
        if (comparison.matches()) {
            return new RowFilter(
                    comparison.group(1),
                    comparison.group(2),
                    comparison.group(3).replaceAll("^['\"]|['\"]$", ""));
        }
        throw new UnsupportedFigureException("the filter " + expression);
    }

    List<Map<?, ?>> kept(List<Map<?, ?>> rows) {
        List<Map<?, ?>> kept = new ArrayList<>();
        for (Map<?, ?> row : rows) {
            if (keeps(row.get(field))) {
                kept.add(row);
            }
        }
        return kept;
    }

    private boolean keeps(Object value) {
        boolean empty = value == null || value.equals(false) || value.equals("") || isZero(value);
        return switch (operator) {
            case "is" -> !empty;
            case "!" -> empty;
            case "==", "===" -> order(value) == 0;
            case "!=", "!==" -> order(value) != 0;
            case "<" -> order(value) < 0;
            case "<=" -> order(value) <= 0;
            case ">" -> order(value) > 0;
            default -> order(value) >= 0;
        };
    }

    private static boolean isZero(Object value) {
        return value instanceof Number number && number.doubleValue() == 0;
    }

    private int order(Object value) {
        if (value instanceof Number number) {
            try {
                return Double.compare(number.doubleValue(), Double.parseDouble(operand));
            } catch (NumberFormatException e) {
                return 1;
            }
        }
        return String.valueOf(value).compareTo(operand);
    }
}
