package org.halfspace.onnx.bounds;

import java.util.Arrays;

/** A matrix of which the elements that are not zero are stored, row after row. */
final class Sparse implements LinearMap {
    private final int columns;
    private final int[] starts;
    private final int[] places;
    private final double[] elements;
    private final int roundings;

    /**
     * @param columns how many columns
     * @param starts where each row begins in the other arrays, and where the last one ends
     * @param places the column of each element
     * @param elements the elements
     * @param inexact how many roundings the elements themselves went through
     */
    Sparse(int columns, int[] starts, int[] places, double[] elements, int inexact) {
        this.columns = columns;
        this.starts = starts;
        this.places = places;
        this.elements = elements;
        int most = 0;
        for (int i = 0; i + 1 < starts.length; i++) {
            most = Math.max(most, starts[i + 1] - starts[i]);
        }
        int[] uses = new int[columns];
        for (int place : places) {
            uses[place]++;
        }
        this.roundings = Math.max(most, Arrays.stream(uses).max().orElse(0)) + 1 + inexact;
    }

    /**
     * A matrix with at most one element in a row.
     *
     * @param places for each row the column, or -1 where the row is zero
     * @param factors for each row the element; null where all are 1
     * @param inexact how many roundings the elements went through
     */
    static Sparse picking(int columns, int[] places, double[] factors, int inexact) {
        int[] starts = new int[places.length + 1];
        int[] kept = new int[places.length];
        double[] elements = new double[places.length];
        int count = 0;
        for (int i = 0; i < places.length; i++) {
            if (places[i] >= 0) {
                kept[count] = places[i];
                elements[count++] = factors == null ? 1 : factors[i];
            }
            starts[i + 1] = count;
        }
        return new Sparse(columns, starts, Arrays.copyOf(kept, count), Arrays.copyOf(elements, count), inexact);
    }

    /** The identity, times a factor that is exact. */
    static Sparse identity(int size, double factor) {
        double[] factors = new double[size];
        Arrays.fill(factors, factor);
        int[] places = new int[size];
        Arrays.setAll(places, i -> i);
        return picking(size, places, factors, 0);
    }

    @Override
    public int rows() {
        return starts.length - 1;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public void multiply(double[] x, double[] sums) {
        for (int i = 0; i < rows(); i++) {
            double sum = 0;
            for (int k = starts[i]; k < starts[i + 1]; k++) {
                sum += elements[k] * x[places[k]];
            }
            sums[i] += sum;
        }
    }

    @Override
    public void multiplyAbsolute(double[] x, double[] sums) {
        for (int i = 0; i < rows(); i++) {
            double sum = 0;
            for (int k = starts[i]; k < starts[i + 1]; k++) {
                sum += Math.abs(elements[k]) * x[places[k]];
            }
            sums[i] += sum;
        }
    }

    @Override
    public void transpose(double[][] vectors, double[][] sums) {
        for (int r = 0; r < vectors.length; r++) {
            double[] vector = vectors[r];
            double[] sum = sums[r];
            for (int i = 0; i < rows(); i++) {
                double factor = vector[i];
                if (factor != 0) {
                    for (int k = starts[i]; k < starts[i + 1]; k++) {
                        sum[places[k]] += factor * elements[k];
                    }
                }
            }
        }
    }

    @Override
    public void transposeAbsolute(double[] vector, double[] sums) {
        for (int i = 0; i < rows(); i++) {
            double factor = vector[i];
            if (factor != 0) {
                for (int k = starts[i]; k < starts[i + 1]; k++) {
                    sums[places[k]] += factor * Math.abs(elements[k]);
                }
            }
        }
    }

    @Override
    public int roundings() {
        return roundings;
    }
}
