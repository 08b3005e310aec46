package org.halfspace.onnx.bounds;

/**
 * A dense matrix of which only some columns matter: a layer after one in which most activations are zero all over a region. A copy
 * of those columns makes products shorter by as much.
 */
final class DenseColumns implements LinearMap {
    private final Dense whole;
    private final Dense picked;
    private final int[] places;

    /** @param places the columns that matter, ascending */
    DenseColumns(Dense whole, int[] places) {
        this.whole = whole;
        this.places = places.clone();
        this.picked = whole.pick(places);
    }

    @Override
    public int rows() {
        return whole.rows();
    }

    @Override
    public int columns() {
        return whole.columns();
    }

    private double[] gather(double[] x) {
        double[] few = new double[places.length];
        for (int k = 0; k < few.length; k++) {
            few[k] = x[places[k]];
        }
        return few;
    }

    private void scatter(double[] few, double[] sums) {
        for (int k = 0; k < few.length; k++) {
            sums[places[k]] += few[k];
        }
    }

    @Override
    public void multiply(double[] x, double[] sums) {
        picked.multiply(gather(x), sums);
    }

    @Override
    public void multiply(double[] x, double[] sums, int[] wanted) {
        picked.multiply(gather(x), sums, wanted);
    }

    @Override
    public void multiplyAbsolute(double[] x, double[] sums) {
        picked.multiplyAbsolute(gather(x), sums);
    }

    @Override
    public void enclose(double[] c, double[] w, double[] s, double[] middle, double[] radius, double[] sizes) {
        picked.enclose(gather(c), gather(w), gather(s), middle, radius, sizes);
    }

    @Override
    public void transpose(double[][] vectors, double[][] sums) {
        double[][] few = new double[vectors.length][places.length];
        picked.transpose(vectors, few);
        for (int r = 0; r < few.length; r++) {
            scatter(few[r], sums[r]);
        }
    }

    @Override
    public void transposeAbsolute(double[] vector, double[] sums) {
        double[] few = new double[places.length];
        picked.transposeAbsolute(vector, few);
        scatter(few, sums);
    }

    @Override
    public int roundings() {
        // No product has more terms than the whole one, which counts the addition to the sums too.
        return whole.roundings();
    }
}
