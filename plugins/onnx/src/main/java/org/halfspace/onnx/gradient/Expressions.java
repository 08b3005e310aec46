package org.halfspace.onnx.gradient;

import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.graph.ElementType;

/** Writes elementwise formulas of one element type as nodes. Not thread-safe. */
public final class Expressions {
    /**
     * Takes every positive float32 to at least 1, but for the numbers below 3e-39: {@code HardSigmoid} with this slope is the
     * unit step, in one pass over memory; comparing and casting takes two.
     */
    private static final float STEEP = 3e38f;

    private final Emitter emitter;
    private final ElementType type;
    private final double leak;

    Expressions(Emitter emitter, ElementType type) {
        this(emitter, type, 0);
    }

    /** @param leak what the derivative of a rectifier that is off is taken to be, from 0 to 1 */
    Expressions(Emitter emitter, ElementType type, double leak) {
        this.emitter = emitter;
        this.type = type;
        this.leak = leak;
    }

    /** A number. */
    public String number(double value) {
        return emitter.scalar(type, value);
    }

    /** An operator of one argument. */
    public String apply(String operator, String x) {
        return emitter.op(operator, x).emit();
    }

    /** {@code a + b}. */
    public String add(String a, String b) {
        return emitter.add(a, b);
    }

    /** {@code a + b}. */
    public String add(String a, double b) {
        return emitter.add(a, number(b));
    }

    /** {@code a - b}. */
    public String sub(String a, String b) {
        return emitter.sub(a, b);
    }

    /** {@code a - b}. */
    public String sub(double a, String b) {
        return emitter.sub(number(a), b);
    }

    /** {@code a * b}. */
    public String mul(String a, String b) {
        return emitter.mul(a, b);
    }

    /** {@code a * b}. */
    public String mul(String a, double b) {
        return emitter.mul(a, number(b));
    }

    /** {@code a / b}. */
    public String div(String a, String b) {
        return emitter.div(a, b);
    }

    /** {@code a / b}. */
    public String div(double a, String b) {
        return emitter.div(number(a), b);
    }

    /** {@code x * x}. */
    public String square(String x) {
        return emitter.mul(x, x);
    }

    /** {@code x^exponent}. */
    public String power(String x, double exponent) {
        return emitter.op("Pow", x, number(exponent)).emit();
    }

    /** {@code exp(x)}. */
    public String exp(String x) {
        return apply("Exp", x);
    }

    /** {@code 1 / (1 + exp(-x))}. */
    public String sigmoid(String x) {
        return apply("Sigmoid", x);
    }

    /** Whether {@code a > b}. */
    public String greater(String a, double b) {
        return emitter.op("Greater", a, number(b)).emit();
    }

    /** Whether {@code a < b}. */
    public String less(String a, double b) {
        return emitter.op("Less", a, number(b)).emit();
    }

    /** Whether {@code a == b}. */
    public String equal(String a, String b) {
        return emitter.op("Equal", a, b).emit();
    }

    /** Whether both are true. */
    public String and(String a, String b) {
        return emitter.op("And", a, b).emit();
    }

    /** {@code a} where the condition is true, else {@code b}. */
    public String where(String condition, String a, String b) {
        return emitter.op("Where", condition, a, b).emit();
    }

    /** {@code a} where the condition is true, else {@code b}. */
    public String where(String condition, double a, double b) {
        return where(condition, number(a), number(b));
    }

    /** 1 where the condition is true, else 0. */
    public String zeroOne(String condition) {
        return emitter.zeroOne(condition, type);
    }

    /** 1 where {@code x > 0}, else 0. */
    public String positive(String x) {
        return type == ElementType.FLOAT ? step(x, 0) : zeroOne(greater(x, 0));
    }

    /** The derivative of a rectifier with the output y >= 0: 1 where it is on; where it is off 0, or the leak. */
    public String ofRectifier(String y) {
        if (leak == 0) {
            return positive(y);
        }
        return type == ElementType.FLOAT ? step(y, leak) : where(greater(y, 0), 1, leak);
    }

    /** 1 where {@code x > 0}, {@code below} where it is 0. */
    private String step(String x, double below) {
        return emitter.op("HardSigmoid", x)
                .with("alpha", STEEP)
                .with("beta", (float) below)
                .emit();
    }
}
