package org.halfspace.onnx.referee.kernel;

import java.util.List;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.kernel.Multiplication.Matrix;

/** LinearClassifier, LinearRegressor and Scaler of the domain ai.onnx.ml. */
final class LinearModels {
    private LinearModels() {}

    /** LinearClassifier: labels (integers only; of texts, their numbers) and scores. */
    static Result classifier(Call call) {
        float[] intercepts = call.node().realsAttribute("intercepts").orElse(new float[0]);
        int classes = call.node().attributes().get("classlabels_strings") instanceof Attribute.Texts texts
                ? texts.values().size()
                : call.node()
                        .intsAttribute("classlabels_ints")
                        .map(labels -> labels.length)
                        .orElse(intercepts.length);
        if (classes == 2 && intercepts.length == 1) {
            throw call.unsupported("coefficients", "one row for two classes");
        }
        Result scores = affine(call, classes, intercepts);
        String transform = call.text("post_transform", "NONE");
        Array logits = scores.output();
        Result transformed =
                switch (transform) {
                    case "NONE" -> Result.alias(logits);
                    case "SOFTMAX" -> Softmaxes.rows(logits);
                    case "LOGISTIC" -> logistic(logits);
                    default -> throw call.unsupported("post_transform", transform);
                };
        Array labels = labels(call, logits);
        return new Result(
                List.of(labels, transformed.output()),
                cotangents -> cotangents[1] == null
                        ? new double[1][]
                        : scores.pullback().apply(transformed.pullback().apply(new double[][] {cotangents[1]})));
    }

    /** LinearRegressor. */
    static Result regressor(Call call) {
        String transform = call.text("post_transform", "NONE");
        if (!transform.equals("NONE")) {
            throw call.unsupported("post_transform", transform);
        }
        float[] intercepts = call.node().realsAttribute("intercepts").orElse(new float[0]);
        return affine(call, Math.toIntExact(call.integer("targets", 1)), intercepts);
    }

    private static Result affine(Call call, int outputs, float[] intercepts) {
        Array x = call.input(0);
        float[] coefficients = call.node().realsAttribute("coefficients").orElse(new float[0]);
        int rows = x.rank() == 1 ? 1 : x.dim(0);
        int features = x.size() / Math.max(1, rows);
        if (outputs < 1 || coefficients.length != (long) outputs * features) {
            throw call.problem("the coefficients do not fit the input")
                    .expected(outputs + " x " + features + " coefficients")
                    .found(coefficients.length);
        }
        double[] weights = new double[coefficients.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = coefficients[i];
        }
        double[] y = call.zeros(rows, outputs);
        for (int i = 0; i < y.length && intercepts.length > 0; i++) {
            y[i] = intercepts[i % outputs];
        }
        Matrix w = Matrix.of(weights, 0, features);
        call.work((double) rows * weights.length);
        Multiplication.add(
                rows, features, outputs, Matrix.of(x.reals(), 0, features), w.transposed(), Matrix.of(y, 0, outputs));
        return Result.ofFirst(Array.of(y, rows, outputs), cotangent -> {
            double[] back = new double[x.size()];
            Multiplication.add(
                    rows, outputs, features, Matrix.of(cotangent, 0, outputs), w, Matrix.of(back, 0, features));
            return back;
        });
    }

    private static Result logistic(Array logits) {
        double[] y = logits.reals().clone();
        for (int i = 0; i < y.length; i++) {
            y[i] = Activations.sigmoid(y[i]);
        }
        return Result.ofFirst(Array.of(y, logits.shape()), cotangent -> {
            double[] back = new double[y.length];
            for (int i = 0; i < y.length; i++) {
                back[i] = cotangent[i] * y[i] * (1 - y[i]);
            }
            return back;
        });
    }

    private static Array labels(Call call, Array scores) {
        long[] names = call.node().intsAttribute("classlabels_ints").orElse(null);
        double[] values = scores.reals();
        int classes = scores.dim(1);
        long[] labels = new long[scores.dim(0)];
        for (int row = 0; row < labels.length; row++) {
            int best = 0;
            for (int k = 1; k < classes; k++) {
                best = values[row * classes + k] > values[row * classes + best] ? k : best;
            }
            labels[row] = names == null ? best : names[best];
        }
        return Array.integers(labels, labels.length);
    }

    /** Scaler: (x - offset) * scale, by feature. */
    static Result scaler(Call call) {
        Array x = call.input(0);
        float[] offset = call.node().realsAttribute("offset").orElse(new float[] {0});
        float[] scale = call.node().realsAttribute("scale").orElse(new float[] {1});
        double[] values = x.reals();
        double[] y = call.zeros(x.shape());
        int features = x.dim(x.rank() - 1);
        for (float[] parameter : List.of(offset, scale)) {
            if (parameter.length != 1 && parameter.length != features) {
                throw call.problem("the parameters do not fit the features")
                        .expected("1 or " + features)
                        .found(parameter.length);
            }
        }
        for (int i = 0; i < y.length; i++) {
            y[i] = (values[i] - offset[i % features % offset.length]) * scale[i % features % scale.length];
        }
        return Result.ofFirst(Array.of(y, x.shape()), cotangent -> {
            double[] back = new double[y.length];
            for (int i = 0; i < y.length; i++) {
                back[i] = cotangent[i] * scale[i % features % scale.length];
            }
            return back;
        });
    }
}
