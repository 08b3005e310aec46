package org.halfspace.parallelism;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * The distinct weight vectors of a head, one array per class, and which classes have each of them. Immutable.
 *
 * <p>All weights are multiplied by one power of two, so that the largest lies in [1, 2) and no square overflows. That is
 * exact, and changes no angle.
 */
final class ClassVectors {
    /** Below this a double that is scaled down may lose digits; above, all 53 of them fit. */
    private static final double LEAST_EXACT = 0x1p-969;

    private final double[][] vectors;
    private final int[][] members;
    private final int classes;
    private final int exponent;
    private final int hiddenSize;

    ClassVectors(SoftmaxHead head) {
        DMatrixRMaj weights = head.weights();
        classes = head.classes();
        hiddenSize = head.hiddenSize();
        exponent = scalingExponent(weights);
        Map<Key, Integer> places = new HashMap<>();
        List<double[]> distinct = new ArrayList<>();
        List<List<Integer>> groups = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            double[] vector = new double[weights.numRows];
            for (int k = 0; k < vector.length; k++) {
                // The sum turns -0 into 0, which is the same weight.
                vector[k] = Math.scalb(weights.data[k * classes + i], exponent) + 0.0;
            }
            int place = places.computeIfAbsent(new Key(vector), key -> {
                distinct.add(key.vector);
                groups.add(new ArrayList<>());
                return distinct.size() - 1;
            });
            groups.get(place).add(i);
        }
        vectors = distinct.toArray(double[][]::new);
        members = groups.stream()
                .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    private ClassVectors(double[][] vectors, int[][] members, int classes, int exponent, int hiddenSize) {
        this.vectors = vectors;
        this.members = members;
        this.classes = classes;
        this.exponent = exponent;
        this.hiddenSize = hiddenSize;
    }

    private static int scalingExponent(DMatrixRMaj weights) {
        double largest = 0;
        double least = Double.MAX_VALUE;
        for (int k = 0; k < weights.getNumElements(); k++) {
            double size = Math.abs(weights.data[k]);
            largest = Math.max(largest, size);
            least = size == 0 ? least : Math.min(least, size);
        }
        if (largest == 0) {
            return 0;
        }
        int exponent = -Math.getExponent(largest);
        if (Math.scalb(least, exponent) < LEAST_EXACT) {
            throw new InputException("the weights span too many orders of magnitude to be compared exactly")
                    .where("the last layer")
                    .expected("at most 290 orders of magnitude between the largest and the smallest weight")
                    .found(least + " and " + largest)
                    .hint("export the model again with its smallest weights set to 0");
        }
        return exponent;
    }

    /** A vector, compared by its numbers. */
    private static final class Key {
        private final double[] vector;
        private final int hash;

        Key(double[] vector) {
            this.vector = vector;
            this.hash = Arrays.hashCode(vector);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && hash == key.hash && Arrays.equals(vector, key.vector);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** m, how many classes the head has. */
    int classes() {
        return classes;
    }

    /** How many distinct weight vectors there are. In this package, a "point" is one of them, from 0. */
    int points() {
        return vectors.length;
    }

    /** l. */
    int hiddenSize() {
        return hiddenSize;
    }

    /** The weights of a point times {@link #scale()}, l numbers; not to be changed. */
    double[] vector(int point) {
        return vectors[point];
    }

    /** All of them, points x l; not to be changed. */
    double[][] all() {
        return vectors;
    }

    /** The weights of every class, m x l; not to be changed. */
    double[][] ofClasses() {
        double[][] all = new double[classes][];
        for (int point = 0; point < vectors.length; point++) {
            for (int i : members[point]) {
                all[i] = vectors[point];
            }
        }
        return all;
    }

    /** Some of the points, numbered anew in the order given. */
    ClassVectors subset(int[] points) {
        double[][] chosen = new double[points.length][];
        int[][] chosenMembers = new int[points.length][];
        for (int n = 0; n < points.length; n++) {
            chosen[n] = vectors[points[n]];
            chosenMembers[n] = members[points[n]];
        }
        return new ClassVectors(chosen, chosenMembers, classes, exponent, hiddenSize);
    }

    /** The same points with the same numbers and classes, for what no longer needs their weights. */
    ClassVectors withoutWeights() {
        return new ClassVectors(new double[vectors.length][], members, classes, exponent, hiddenSize);
    }

    /** The classes whose weights a point is, ascending; not to be changed. */
    int[] members(int point) {
        return members[point];
    }

    /** How many classes have these weights. */
    int multiplicity(int point) {
        return members[point].length;
    }

    /** The power of two that the weights were multiplied by. */
    double scale() {
        return Math.scalb(1.0, exponent);
    }

    /** The classes that have the same weights as another one, group by group. */
    List<List<Integer>> identical() {
        return Arrays.stream(members)
                .filter(group -> group.length > 1)
                .map(group -> Arrays.stream(group).boxed().toList())
                .toList();
    }

    /** How many boundaries have no normal, because their two classes have the same weights. */
    long zeroNormals() {
        return Arrays.stream(members).mapToLong(group -> choose2(group.length)).sum();
    }

    /** n (n - 1) / 2. */
    static long choose2(long n) {
        return n % 2 == 0 ? n / 2 * (n - 1) : (n - 1) / 2 * n;
    }
}
