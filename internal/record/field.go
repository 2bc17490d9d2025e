package record

import (
	"encoding/json"

	"github.com/rtwatch/rtwatch/internal/line"
)

// Fields are a line's fields as a JSON object, in the line's order.
type Fields []line.Field

// MarshalJSON writes the object. Of fields of one name the first counts: a
// reader of JSON may refuse a name that comes twice (RFC 8259, 4).
func (f Fields) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	seen := make(map[string]bool, len(f))
	for _, x := range f {
		if seen[string(x.Name)] {
			continue
		}
		seen[string(x.Name)] = true
		if len(out) > 1 {
			out = append(out, ',')
		}
		name, err := json.Marshal(string(x.Name))
		if err != nil {
			return nil, err
		}
		value, err := value(x)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, name...), ':'), value...)
	}
	return append(out, '}'), nil
}

// value is the field's value in JSON. What is a number, a word or raw JSON to
// the line's parser goes out as it stands, if JSON can have it so.
func value(x line.Field) ([]byte, error) {
	if x.Kind != line.String && json.Valid(x.Value) {
		return x.Value, nil
	}
	return json.Marshal(string(x.Value))
}
