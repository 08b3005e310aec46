package org.halfspace.regions;

/**
 * A plane of hidden space with an orthonormal frame: {@code origin + s first + t second}. Immutable.
 */
record Plane(double[] origin, double[] first, double[] second) {

    /** Two directions whose sine is below this span no plane, to the precision of hidden vectors in float32. */
    private static final double COLLINEAR = 1e-6;

    /**
     * The plane through a point along two directions.
     *
     * @return null where the directions are parallel or zero
     */
    static Plane through(double[] origin, double[] u, double[] v) {
        double length = Vectors.norm(u);
        double other = Vectors.norm(v);
        if (!(length > 0) || !(other > 0)) {
            return null;
        }
        double[] first = Vectors.scaled(1 / length, u);
        double[] rest = Vectors.plus(v, -Vectors.dot(v, first), first);
        if (!(Vectors.norm(rest) > COLLINEAR * other)) {
            return null;
        }
        // Once more, for what rounding left.
        rest = Vectors.plus(rest, -Vectors.dot(rest, first), first);
        return new Plane(origin, first, Vectors.unit(rest));
    }

    /** The coordinates of the nearest point of the plane. */
    double[] project(double[] h) {
        double[] offset = Vectors.plus(h, -1, origin);
        return new double[] {Vectors.dot(offset, first), Vectors.dot(offset, second)};
    }
}
