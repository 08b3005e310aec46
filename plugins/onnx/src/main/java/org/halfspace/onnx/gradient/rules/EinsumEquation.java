package org.halfspace.onnx.gradient.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;

/**
 * An Einsum in its plainest form: every axis has a letter, the result is written, no term has a letter twice. An ellipsis gets letters
 * of its own; the axes of a diagonal get different letters, and an identity matrix as one more operand ties them together.
 *
 * @param terms the letters of each operand
 * @param operands tensors: the node's inputs, then identity matrices
 * @param result the letters of the result
 */
record EinsumEquation(List<String> terms, List<String> operands, String result) {
    private static final String ELLIPSIS = "...";

    /** Letters that the equation can use are a-z and A-Z; what it does not use is free. */
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    static EinsumEquation of(Node node, Pass pass) {
        return new Parser(node, pass).parse();
    }

    /** Works on one equation. */
    private static final class Parser {
        private final Pass pass;
        private final String text;
        private final StringBuilder free = new StringBuilder();
        private final List<String> terms = new ArrayList<>();
        private final List<String> operands;
        private final List<String> ties = new ArrayList<>();

        Parser(Node node, Pass pass) {
            this.pass = pass;
            this.text = node.textAttribute("equation", "").replace(" ", "");
            this.operands = new ArrayList<>(node.inputs());
            LETTERS.chars().filter(letter -> text.indexOf(letter) < 0).forEach(letter -> free.append((char) letter));
        }

        EinsumEquation parse() {
            String[] sides = text.split("->", -1);
            String[] given = sides[0].split(",", -1);
            int longest = 0;
            for (int i = 0; i < given.length; i++) {
                longest = Math.max(longest, broadcast(given[i], i));
            }
            String dots = fresh(longest);
            for (int i = 0; i < given.length; i++) {
                terms.add(distinct(expanded(given[i], i, dots), i));
            }
            String result = sides.length == 2 ? sides[1].replace(ELLIPSIS, dots) : dots + letters(sides[0]);
            terms.addAll(ties);
            return new EinsumEquation(List.copyOf(terms), List.copyOf(operands), result);
        }

        /** How many axes an ellipsis stands for. */
        private int broadcast(String term, int input) {
            return term.contains(ELLIPSIS) ? pass.inputShape(input).rank() - (term.length() - ELLIPSIS.length()) : 0;
        }

        private String fresh(int count) {
            if (count > free.length()) {
                throw pass.unsupported("an equation of at most " + LETTERS.length() + " axes", text);
            }
            String letters = free.substring(0, count);
            free.delete(0, count);
            return letters;
        }

        /** The term with letters for its ellipsis: the last of those that the longest ellipsis has. */
        private String expanded(String term, int input, String dots) {
            int axes = broadcast(term, input);
            if (axes == 0) {
                return term.replace(ELLIPSIS, "");
            }
            int begin = term.indexOf(ELLIPSIS);
            StringBuilder own = new StringBuilder(dots.substring(dots.length() - axes));
            for (int i = 0; i < axes; i++) {
                // An axis of size 1 that is repeated is summed over, which changes nothing, and spread in the gradient.
                if (isRepeated(input, begin + i, axes - i)) {
                    own.replace(i, i + 1, fresh(1));
                }
            }
            return term.replace(ELLIPSIS, own);
        }

        /** Whether an axis has size 1 and another operand's same axis of the ellipsis, counted from its end, does not. */
        private boolean isRepeated(int input, int axis, int fromEnd) {
            String[] given = text.split("->", -1)[0].split(",", -1);
            if (pass.inputShape(input).dim(axis) != 1) {
                return false;
            }
            for (int i = 0; i < given.length; i++) {
                int axes = broadcast(given[i], i);
                if (axes >= fromEnd && pass.inputShape(i).dim(given[i].indexOf(ELLIPSIS) + axes - fromEnd) != 1) {
                    return true;
                }
            }
            return false;
        }

        /** The term with each letter once; the second of a letter gets a new one, tied to the first. */
        private String distinct(String term, int input) {
            StringBuilder letters = new StringBuilder();
            TensorShape shape = pass.inputShape(input);
            for (int i = 0; i < term.length(); i++) {
                String letter = term.substring(i, i + 1);
                if (letters.indexOf(letter) >= 0) {
                    if (shape.isBatch(i)) {
                        throw pass.unsupported("diagonals within a sample", text);
                    }
                    String other = fresh(1);
                    ties.add(letter + other);
                    operands.add(identity((int) shape.dim(i)));
                    letter = other;
                }
                letters.append(letter);
            }
            return letters.toString();
        }

        private String identity(int size) {
            return pass.emit()
                    .shared("identity/" + pass.type().toString().toLowerCase(Locale.ROOT) + "/" + size, () -> {
                        double[] matrix = new double[size * size];
                        for (int i = 0; i < size; i++) {
                            matrix[i * size + i] = 1;
                        }
                        return Tensor.of(pass.type(), matrix, size, size);
                    });
        }

        /** What a result holds that is not written: the letters that the terms have once, in alphabetical order. */
        private static String letters(String left) {
            TreeMap<Character, Integer> counts = new TreeMap<>();
            left.replace(",", "")
                    .replace(".", "")
                    .chars()
                    .forEach(letter -> counts.merge((char) letter, 1, Integer::sum));
            StringBuilder once = new StringBuilder();
            counts.forEach((letter, count) -> once.append(count == 1 ? letter.toString() : ""));
            return once.toString();
        }
    }
}
