package org.halfspace.plot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.halfspace.spi.analysis.Figure;

/** Drawings from specifications as they are written in JSON, with ' for ". */
final class Drawings {
    private Drawings() {}

    static Drawing of(String specification, List<Map<String, Object>> rows) {
        return new Drawing(new Figure("test", "A caption with <b> in it", json(specification)), rows);
    }

    static Drawing of(String specification) {
        return of(specification, List.of());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(String text) {
        try {
            return new ObjectMapper().readValue(text.replace('\'', '"'), Map.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
