package org.halfspace.onnx.gradient.rules;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.Node;

/**
 * Einsum: the gradient of a term is the Einsum of the cotangent and the other terms to its letters. Ellipses and results that are left
 * to be guessed are written out first ({@link EinsumEquation}).
 */
public final class EinsteinSum implements GradientRule, TangentRule {

    @Override
    public void reverse(Node node, Backward pass) {
        EinsumEquation equation = EinsumEquation.of(node, pass);
        for (int i = 0; i < node.inputs().size(); i++) {
            if (pass.isActive(i)) {
                pass.give(i, gradient(pass, equation, i));
            }
        }
    }

    private static String gradient(Backward pass, EinsumEquation equation, int input) {
        List<String> letters = new ArrayList<>(List.of(equation.result()));
        List<String> tensors = new ArrayList<>(List.of(pass.cotangent()));
        for (int i = 0; i < equation.terms().size(); i++) {
            if (i != input) {
                letters.add(equation.terms().get(i));
                String operand = equation.operands().get(i);
                tensors.add(i < pass.inputs() ? pass.saved(operand) : operand);
            }
        }
        String term = equation.terms().get(input);
        TensorShape shape = pass.inputShape(input);
        // Letters that the term alone has were summed over: every element of such an axis has the same gradient.
        StringBuilder kept = new StringBuilder();
        long[] sizes = new long[shape.rank()];
        for (int i = 0; i < term.length(); i++) {
            String letter = term.substring(i, i + 1);
            boolean elsewhere = letters.stream().anyMatch(other -> other.contains(letter));
            kept.append(elsewhere ? letter : "");
            sizes[i] = elsewhere ? shape.dim(i) : 1;
        }
        String summed = pass.emit()
                .op("Einsum", tensors)
                .with("equation", String.join(",", letters) + "->" + kept)
                .emit();
        return kept.length() == term.length() ? summed : pass.expand(pass.reshape(summed, shape.with(sizes)), shape);
    }

    @Override
    public void forward(Node node, Forward pass) {
        List<String> terms = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            if (pass.isActive(i)) {
                List<String> tensors = new ArrayList<>(node.inputs());
                tensors.set(i, pass.tangent(i));
                terms.add(
                        pass.emit().op("Einsum", tensors).like(node, "equation").emit());
            }
        }
        pass.give(pass.emit().sum(terms));
    }
}
