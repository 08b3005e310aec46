package org.halfspace.onnx.referee.kernel;

import java.util.Arrays;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Indices;
import org.halfspace.onnx.referee.array.Shape;

/** Attention in its three operators, and rotary embeddings. Past keys and values, padding masks and shared heads are refused. */
final class Attentions {
    private Attentions() {}

    /** Where the numbers of {@code (sample, head, position)} begin in an array, of which they are a row. */
    private record Layout(int sample, int head, int position, int begin) {

        /** Heads on the second of four axes, or side by side on the last of three. */
        static Layout of(Array array, int heads) {
            return array.rank() == 4
                    ? new Layout(
                            array.dim(1) * array.dim(2) * array.dim(3), array.dim(2) * array.dim(3), array.dim(3), 0)
                    : sideBySide(array.dim(1), array.dim(2), array.dim(2), heads, 0);
        }

        static Layout sideBySide(int positions, int row, int width, int heads, int begin) {
            return new Layout(positions * row, width / heads, row, begin);
        }

        int at(int b, int h, int i) {
            return begin + b * sample + h * head + i * position;
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Operand(double[] numbers, Layout layout) {
        int at(int b, int h, int i) {
            return layout.at(b, h, i);
        }
    }

    private record Sizes(int samples, int heads, int queries, int keys, int keySize, int valueSize) {
        int scores() {
            return samples * heads * queries * keys;
        }

        int row(int b, int h, int i) {
            return ((b * heads + h) * queries + i) * keys;
        }
    }

    /** One evaluation. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Evaluation(Sizes sizes, Operand q, Operand k, Operand v, double scale, double[] weights) {

        /** @param bias what is added to scores, one number each; infinitely little keeps a key out */
        static Evaluation of(Sizes sizes, Operand q, Operand k, Operand v, double scale, double[] bias) {
            double[] weights = new double[sizes.scores()];
            for (int b = 0; b < sizes.samples(); b++) {
                for (int h = 0; h < sizes.heads(); h++) {
                    for (int i = 0; i < sizes.queries(); i++) {
                        int row = sizes.row(b, h, i);
                        double most = Double.NEGATIVE_INFINITY;
                        for (int j = 0; j < sizes.keys(); j++) {
                            double score = 0;
                            for (int d = 0; d < sizes.keySize(); d++) {
                                score += q.numbers()[q.at(b, h, i) + d] * k.numbers()[k.at(b, h, j) + d];
                            }
                            weights[row + j] = score * scale + bias[row + j];
                            most = Math.max(most, weights[row + j]);
                        }
                        double sum = 0;
                        for (int j = 0; j < sizes.keys(); j++) {
                            weights[row + j] = Math.exp(weights[row + j] - most);
                            sum += weights[row + j];
                        }
                        for (int j = 0; j < sizes.keys(); j++) {
                            weights[row + j] /= sum;
                        }
                    }
                }
            }
            return new Evaluation(sizes, q, k, v, scale, weights);
        }

        double[] result(Layout out, int size) {
            double[] y = new double[size];
            for (int b = 0; b < sizes.samples(); b++) {
                for (int h = 0; h < sizes.heads(); h++) {
                    for (int i = 0; i < sizes.queries(); i++) {
                        for (int j = 0; j < sizes.keys(); j++) {
                            double weight = weights[sizes.row(b, h, i) + j];
                            for (int d = 0; d < sizes.valueSize(); d++) {
                                y[out.at(b, h, i) + d] += weight * v.numbers()[v.at(b, h, j) + d];
                            }
                        }
                    }
                }
            }
            return y;
        }

        /** Adds to the cotangents of queries, keys, values, which are laid out as these are, and of scores. */
        void back(double[] cotangent, Layout out, double[] dq, double[] dk, double[] dv, double[] dscores) {
            double[] slopes = new double[sizes.keys()];
            for (int b = 0; b < sizes.samples(); b++) {
                for (int h = 0; h < sizes.heads(); h++) {
                    for (int i = 0; i < sizes.queries(); i++) {
                        int row = sizes.row(b, h, i);
                        double mean = 0;
                        for (int j = 0; j < sizes.keys(); j++) {
                            slopes[j] = 0;
                            for (int d = 0; d < sizes.valueSize(); d++) {
                                double dy = cotangent[out.at(b, h, i) + d];
                                slopes[j] += dy * v.numbers()[v.at(b, h, j) + d];
                                dv[v.at(b, h, j) + d] += dy * weights[row + j];
                            }
                            mean += slopes[j] * weights[row + j];
                        }
                        for (int j = 0; j < sizes.keys(); j++) {
                            double score = weights[row + j] * (slopes[j] - mean);
                            dscores[row + j] += score;
                            for (int d = 0; d < sizes.keySize(); d++) {
                                dq[q.at(b, h, i) + d] += score * scale * k.numbers()[k.at(b, h, j) + d];
                                dk[k.at(b, h, j) + d] += score * scale * q.numbers()[q.at(b, h, i) + d];
                            }
                        }
                    }
                }
            }
        }
    }

    /** Attention of operator set 23. */
    static Result standard(Call call) {
        refuse(call, call.arity() > 4, "past keys and values");
        refuse(call, call.real("softcap", 0) != 0, "softcap");
        Array q = call.input(0);
        Array k = call.input(1);
        Array v = call.input(2);
        int heads = q.rank() == 4 ? q.dim(1) : (int) call.integer("q_num_heads", 1);
        int keyHeads = q.rank() == 4 ? k.dim(1) : (int) call.integer("kv_num_heads", 1);
        refuse(call, heads != keyHeads, "heads of keys that several heads of queries share");
        int axis = q.rank() == 4 ? 2 : 1;
        int share = q.rank() == 4 ? 1 : heads;
        Sizes sizes =
                new Sizes(q.dim(0), heads, q.dim(axis), k.dim(axis), q.dim(axis + 1) / share, v.dim(axis + 1) / share);
        int[] shape = q.shape();
        shape[shape.length - 1] = v.dim(axis + 1);
        return attended(
                call,
                sizes,
                new Operand[] {operand(q, heads), operand(k, heads), operand(v, heads)},
                3,
                call.flag("is_causal", false),
                shape,
                parts -> new double[][] {parts[0], parts[1], parts[2]});
    }

    private static Operand operand(Array array, int heads) {
        return new Operand(array.reals(), Layout.of(array, heads));
    }

    /** MultiHeadAttention of ONNX Runtime. */
    static Result multiHead(Call call) {
        refuse(call, call.has(4) || call.has(6) || call.has(7) || call.has(8), "padding masks, past keys and values");
        refuse(call, !call.has(2) || call.input(1).rank() != 3, "packed inputs");
        int heads = (int) call.integer("num_heads", 1);
        Operand[] operands = new Operand[3];
        int[] begins = new int[3];
        int begin = 0;
        for (int part = 0; part < 3; part++) {
            Array array = call.input(part);
            begins[part] = begin;
            double[] numbers = array.reals().clone();
            for (int n = 0; call.has(3) && n < numbers.length; n++) {
                numbers[n] += call.input(3).reals()[begin + n % array.dim(2)];
            }
            begin += array.dim(2);
            operands[part] = new Operand(numbers, Layout.of(array, heads));
        }
        Array q = call.input(0);
        Array v = call.input(2);
        Sizes sizes = new Sizes(q.dim(0), heads, q.dim(1), call.input(1).dim(1), q.dim(2) / heads, v.dim(2) / heads);
        int width = begin;
        return attended(
                call,
                sizes,
                operands,
                5,
                call.flag("unidirectional", false),
                new int[] {q.dim(0), q.dim(1), v.dim(2)},
                parts -> {
                    double[] bias = new double[width];
                    for (int part = 0; part < 3; part++) {
                        for (int n = 0; n < parts[part].length; n++) {
                            bias[begins[part] + n % call.input(part).dim(2)] += parts[part][n];
                        }
                    }
                    return new double[][] {parts[0], parts[1], parts[2], bias};
                });
    }

    /** Attention of ONNX Runtime: one product makes queries, keys and values. */
    static Result fused(Call call) {
        refuse(call, call.has(3) || call.has(4) || call.has(6), "masks, past keys and values");
        refuse(call, call.flag("do_rotary", false), "do_rotary");
        Array x = call.input(0);
        Array w = call.input(1);
        int width = w.dim(1);
        long[] parts =
                call.node().intsAttribute("qkv_hidden_sizes").orElse(new long[] {width / 3, width / 3, width / 3});
        int heads = (int) call.integer("num_heads", 1);
        int rows = x.dim(0) * x.dim(1);
        double[] all = new double[call.room(rows, width)];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < width; c++) {
                double sum = call.has(2) ? call.input(2).reals()[c] : 0;
                for (int d = 0; d < x.dim(2); d++) {
                    sum += x.reals()[r * x.dim(2) + d] * w.reals()[d * width + c];
                }
                all[r * width + c] = sum;
            }
        }
        Operand[] operands = new Operand[3];
        int begin = 0;
        for (int part = 0; part < 3; part++) {
            operands[part] = new Operand(all, Layout.sideBySide(x.dim(1), width, (int) parts[part], heads, begin));
            begin += (int) parts[part];
        }
        Sizes sizes = new Sizes(x.dim(0), heads, x.dim(1), x.dim(1), (int) parts[0] / heads, (int) parts[2] / heads);
        return attended(
                call,
                sizes,
                operands,
                5,
                call.flag("unidirectional", false),
                new int[] {x.dim(0), x.dim(1), (int) parts[2]},
                products -> throughProduct(x, w, products));
    }

    private static double[][] throughProduct(Array x, Array w, double[][] parts) {
        int depth = x.dim(2);
        int width = w.dim(1);
        double[] dx = new double[x.size()];
        double[] dw = new double[w.size()];
        double[] db = new double[width];
        for (int n = 0; n < parts[0].length; n++) {
            double cotangent = parts[0][n] + parts[1][n] + parts[2][n];
            int row = n / width;
            int column = n % width;
            db[column] += cotangent;
            for (int d = 0; d < depth; d++) {
                dx[row * depth + d] += cotangent * w.reals()[d * width + column];
                dw[d * width + column] += cotangent * x.reals()[row * depth + d];
            }
        }
        return new double[][] {dx, dw, db};
    }

    /** Takes cotangents of queries, keys and values, laid out as these are, to those of the first inputs. */
    private interface Inputs {
        double[][] of(double[][] parts);
    }

    private static Result attended(
            Call call, Sizes sizes, Operand[] operands, int mask, boolean causal, int[] shape, Inputs inputs) {
        int[] scores = {sizes.samples(), sizes.heads(), sizes.queries(), sizes.keys()};
        call.room(scores);
        call.work((double) sizes.scores() * (sizes.keySize() + sizes.valueSize()));
        double[] bias = new double[sizes.scores()];
        // Null where the mask has a number for each score.
        int[] places = call.has(mask) ? Indices.broadcast(call.input(mask).shape(), scores) : null;
        for (int n = 0; n < bias.length; n++) {
            boolean ahead = causal && n % sizes.keys() > n / sizes.keys() % sizes.queries();
            double given = call.has(mask) ? bias(call.input(mask), places == null ? n : places[n]) : 0;
            bias[n] = ahead ? Double.NEGATIVE_INFINITY : given;
        }
        double given = call.real("scale", 0);
        double scale = given == 0 ? 1 / Math.sqrt(sizes.keySize()) : given;
        Evaluation evaluation = Evaluation.of(sizes, operands[0], operands[1], operands[2], scale, bias);
        Array like = Array.of(new double[Shape.size(shape)], shape);
        Layout out = Layout.of(like, sizes.heads());
        return Result.of(Array.of(evaluation.result(out, like.size()), shape), cotangent -> {
            double[][] parts = new double[3][];
            for (int part = 0; part < 3; part++) {
                parts[part] = new double[operands[part].numbers().length];
            }
            double[] dscores = new double[bias.length];
            evaluation.back(cotangent, out, parts[0], parts[1], parts[2], dscores);
            double[][] back = Arrays.copyOf(inputs.of(parts), Math.max(call.arity(), 3));
            if (call.has(mask) && call.input(mask).isReal()) {
                back[mask] = Indices.sum(dscores, places, call.input(mask).size());
            }
            return back;
        });
    }

    private static double bias(Array mask, int place) {
        if (mask.isReal()) {
            return mask.reals()[place];
        }
        return mask.integers()[place] != 0 ? 0 : Double.NEGATIVE_INFINITY;
    }

    /** RotaryEmbedding of operator set 23. */
    static Result rotary(Call call) {
        Array x = call.input(0);
        Array cos = call.input(1);
        Array sin = call.input(2);
        int heads = x.rank() == 4 ? x.dim(1) : (int) call.integer("num_heads", 1);
        int positions = x.dim(x.rank() - 2);
        int size = x.rank() == 4 ? x.dim(3) : x.dim(2) / heads;
        int turned = (int) call.integer("rotary_embedding_dim", 0);
        int pairs = (turned == 0 ? size : turned) / 2;
        boolean interleaved = call.flag("interleaved", false);
        Layout layout = Layout.of(x, heads);
        double[] y = x.reals().clone();
        // For each turned pair: its first place, its second, and the place of its angle.
        int[] pairsOf = new int[3 * x.dim(0) * heads * positions * pairs];
        int n = 0;
        for (int b = 0; b < x.dim(0); b++) {
            for (int h = 0; h < heads; h++) {
                for (int i = 0; i < positions; i++) {
                    int row = b * positions + i;
                    int angle = call.has(3) ? (int) call.input(3).integers()[row] : row;
                    for (int p = 0; p < pairs; p++) {
                        int first = layout.at(b, h, i) + (interleaved ? 2 * p : p);
                        pairsOf[n++] = first;
                        pairsOf[n++] = first + (interleaved ? 1 : pairs);
                        pairsOf[n++] = angle * pairs + p;
                    }
                }
            }
        }
        turn(y, pairsOf, cos, sin, 1);
        return Result.of(Array.of(y, x.shape()), cotangent -> {
            double[] back = cotangent.clone();
            turn(back, pairsOf, cos, sin, -1);
            double[] dcos = new double[cos.size()];
            double[] dsin = new double[sin.size()];
            for (int k = 0; k < pairsOf.length; k += 3) {
                double a = x.reals()[pairsOf[k]];
                double b = x.reals()[pairsOf[k + 1]];
                dcos[pairsOf[k + 2]] += cotangent[pairsOf[k]] * a + cotangent[pairsOf[k + 1]] * b;
                dsin[pairsOf[k + 2]] += cotangent[pairsOf[k + 1]] * a - cotangent[pairsOf[k]] * b;
            }
            return new double[][] {back, dcos, dsin, null};
        });
    }

    private static void turn(double[] y, int[] pairs, Array cos, Array sin, int direction) {
        for (int n = 0; n < pairs.length; n += 3) {
            double c = cos.reals()[pairs[n + 2]];
            double s = direction * sin.reals()[pairs[n + 2]];
            double first = y[pairs[n]];
            double second = y[pairs[n + 1]];
            y[pairs[n]] = first * c - second * s;
            y[pairs[n + 1]] = first * s + second * c;
        }
    }

    private static void refuse(Call call, boolean refused, String what) {
        if (refused) {
            throw call.problem("the double-precision referee does not evaluate this form of "
                            + call.node().opType())
                    .found(what)
                    .hint("export the model without it");
        }
    }
}
