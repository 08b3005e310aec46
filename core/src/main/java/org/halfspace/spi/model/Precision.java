package org.halfspace.spi.model;

/** How the weights of a head were stored, which limits what can be said of their rank. */
public enum Precision {
    FLOAT64(0x1p-53),
    FLOAT32(0x1p-24),
    FLOAT16(0x1p-11),
    BFLOAT16(0x1p-8);

    private final double unitRoundoff;

    Precision(double unitRoundoff) {
        this.unitRoundoff = unitRoundoff;
    }

    /** Half the distance from 1 to the next number: the relative error that storing a number can make. */
    public double unitRoundoff() {
        return unitRoundoff;
    }
}
