package org.halfspace.parallelism;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.halfspace.spi.model.SoftmaxHead;

/** What collinear classes mean for the regions of a head (docs/parallelism.md, section 5). Immutable. */
final class CollinearClasses {
    private final SoftmaxHead head;
    private final ClassVectors vectors;

    CollinearClasses(SoftmaxHead head, ClassVectors vectors) {
        this.head = head;
        this.vectors = vectors;
    }

    /**
     * The exactly collinear triples of three different points.
     *
     * @param limit how many to list at most
     */
    List<CollinearTriple> triples(ParallelDirections parallel, int limit) {
        List<CollinearTriple> triples = new ArrayList<>();
        for (ParallelDirections.Direction direction : parallel.directions()) {
            for (int[] line : direction.lines()) {
                addLine(line, limit, triples);
            }
        }
        return triples;
    }

    private void addLine(int[] line, int limit, List<CollinearTriple> triples) {
        for (int a = 0; a < line.length; a++) {
            for (int c = a + 2; c < line.length; c++) {
                for (int b = a + 1; b < c; b++) {
                    addMembers(line[a], line[b], line[c], limit, triples);
                    if (triples.size() >= limit) {
                        return;
                    }
                }
            }
        }
    }

    private void addMembers(int a, int b, int c, int limit, List<CollinearTriple> triples) {
        for (int i : vectors.members(a)) {
            for (int j : vectors.members(b)) {
                for (int k : vectors.members(c)) {
                    if (triples.size() < limit) {
                        triples.add(exact(Math.min(i, k), j, Math.max(i, k)));
                    }
                }
            }
        }
    }

    /** How many triples of classes are collinear without two of them being identical. */
    static long count(ClassVectors vectors, ParallelDirections parallel) {
        long count = 0;
        for (ParallelDirections.Direction direction : parallel.directions()) {
            for (int[] line : direction.lines()) {
                // Sums of products of one, two and three different multiplicities.
                long one = 0;
                long two = 0;
                long three = 0;
                for (int point : line) {
                    long multiplicity = vectors.multiplicity(point);
                    three += two * multiplicity;
                    two += one * multiplicity;
                    one += multiplicity;
                }
                count += three;
            }
        }
        return count;
    }

    private CollinearTriple exact(int i, int j, int k) {
        int m = head.classes();
        double[] data = head.weights().data;
        int pivot = 0;
        for (int c = 1; c < head.hiddenSize(); c++) {
            double span = Math.abs(data[c * m + k] - data[c * m + i]);
            pivot = span > Math.abs(data[pivot * m + k] - data[pivot * m + i]) ? c : pivot;
        }
        BigDecimal wi = new BigDecimal(data[pivot * m + i]);
        BigDecimal whole = new BigDecimal(data[pivot * m + k]).subtract(wi);
        BigDecimal part = new BigDecimal(data[pivot * m + j]).subtract(wi);
        BigDecimal bi = new BigDecimal(head.bias()[i]);
        BigDecimal bj = new BigDecimal(head.bias()[j]);
        BigDecimal bk = new BigDecimal(head.bias()[k]);
        // delta times the span of the outer two in this coordinate, without rounding: its sign decides.
        BigDecimal scaled =
                bj.subtract(bi).multiply(whole).subtract(bk.subtract(bi).multiply(part));
        int sign = scaled.signum() * whole.signum();
        double delta = scaled.doubleValue() / whole.doubleValue();
        Consequence consequence = sign > 0
                ? Consequence.OUTER_CLASSES_NOT_ADJACENT
                : sign < 0 ? Consequence.MIDDLE_CLASS_UNARGMAXABLE : Consequence.MIDDLE_REGION_WITHOUT_INTERIOR;
        return new CollinearTriple(
                i, j, k, part.doubleValue() / whole.doubleValue(), sign == 0 ? 0 : delta, 0, consequence, null);
    }

    /**
     * What three almost collinear classes mean for hidden vectors of bounded norm: with {@code w_j} at a distance eta from the
     * segment, z_j differs by at most {@code eta ‖h‖} from what it would be on it.
     *
     * @param radius the largest norm of a hidden vector
     * @return the statement with the two classes of the longest boundary as outer ones; null where the middle class does
     *     not lie between them
     */
    CollinearTriple near(int a, int b, int c, double radius) {
        double ab = square(a, b);
        double ac = square(a, c);
        double bc = square(b, c);
        if (ab >= ac && ab >= bc) {
            return near(Math.min(a, b), c, Math.max(a, b), radius, ab);
        }
        if (ac >= bc) {
            return near(Math.min(a, c), b, Math.max(a, c), radius, ac);
        }
        return near(Math.min(b, c), a, Math.max(b, c), radius, bc);
    }

    private CollinearTriple near(int i, int j, int k, double radius, double whole) {
        double along = 0;
        for (int c = 0; c < head.hiddenSize(); c++) {
            along += (weight(c, j) - weight(c, i)) * (weight(c, k) - weight(c, i));
        }
        double t = along / whole;
        if (!(t > 0 && t < 1)) {
            return null;
        }
        double square = 0;
        for (int c = 0; c < head.hiddenSize(); c++) {
            double e = Math.fma(-t, weight(c, k) - weight(c, i), weight(c, j) - weight(c, i));
            square += e * e;
        }
        double eta = Math.sqrt(square);
        double[] b = head.bias();
        double delta = b[j] - (1 - t) * b[i] - t * b[k];
        double reach = eta * radius;
        Consequence consequence = delta > reach
                ? Consequence.OUTER_CLASSES_NOT_ADJACENT
                : delta < -reach ? Consequence.MIDDLE_CLASS_UNARGMAXABLE : Consequence.UNDECIDED;
        return new CollinearTriple(i, j, k, t, delta, eta, consequence, radius);
    }

    private double weight(int feature, int point) {
        return head.weights().data[feature * head.classes() + point];
    }

    private double square(int a, int b) {
        double sum = 0;
        for (int c = 0; c < head.hiddenSize(); c++) {
            double d = weight(c, a) - weight(c, b);
            sum += d * d;
        }
        return sum;
    }
}
