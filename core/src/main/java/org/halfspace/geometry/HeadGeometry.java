package org.halfspace.geometry;

import org.halfspace.spi.model.SoftmaxHead;

/** Rank, spectrum and invariant subspaces of a softmax layer. */
public final class HeadGeometry {
    private final SoftmaxHead head;

    private HeadGeometry(SoftmaxHead head) {
        this.head = head;
    }

    /** Computes the geometry of a head. */
    public static HeadGeometry of(SoftmaxHead head) {
        return new HeadGeometry(head);
    }

    /** The head. */
    public SoftmaxHead head() {
        return head;
    }

    /** Rank of W. */
    public int rank() {
        return head.classes();
    }

    /** Rank of the centred W. */
    public int centredRank() {
        return head.classes() - 1;
    }
}
