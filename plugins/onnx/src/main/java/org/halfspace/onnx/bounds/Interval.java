package org.halfspace.onnx.bounds;

/** An interval, its ends rounded outwards. */
record Interval(double low, double high) {

    /** Encloses {@code form . y} for y between two vectors. */
    static Interval of(double[] form, double[] lower, double[] upper) {
        double middle = 0;
        double reach = 0;
        double size = 0;
        for (int i = 0; i < form.length; i++) {
            double centre = lower[i] / 2 + upper[i] / 2;
            double radius = Math.nextUp(Math.max(upper[i] - centre, centre - lower[i]));
            middle += form[i] * centre;
            reach += Math.abs(form[i]) * radius;
            size += Math.abs(form[i] * centre);
        }
        double gamma = Rounding.gamma(form.length + 2);
        double radius = reach * (1 + gamma) + gamma * size + Rounding.UNDERFLOW;
        return new Interval(Math.nextDown(middle - radius), Math.nextUp(middle + radius));
    }
}
