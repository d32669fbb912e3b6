//! Holds a value against a schema of our own description: the words of JSON Schema that it uses, and none unknown, so
//! that nothing in it is left unchecked.

use serde_json::Value;

/// What does not fit, each with its place; empty where all fits.
pub fn misfits(whole: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(whole, schema, value, "$", &mut found);
    found
}

fn check(whole: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    for (word, rule) in schema.as_object().expect("a schema is an object") {
        match word.as_str() {
            "description" => {}
            "$ref" => check(whole, referred(whole, rule), value, at, found),
            "type" => {
                let named = rule.as_array().map_or_else(|| vec![rule], |many| many.iter().collect());
                if !named.iter().any(|name| is_of(name.as_str().unwrap(), value)) {
                    found.push(format!("{at}: {value} is not {rule}"));
                }
            }
            "enum" if !rule.as_array().unwrap().contains(value) => {
                found.push(format!("{at}: {value} is none of {rule}"))
            }
            "enum" => {}
            "required" => {
                let missing =
                    rule.as_array().unwrap().iter().filter(|name| value.get(name.as_str().unwrap()).is_none());
                found.extend(missing.map(|name| format!("{at}: lacks {name}")));
            }
            "properties" => {
                for (name, inner) in rule.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        check(whole, inner, value, &format!("{at}.{name}"), found);
                    }
                }
            }
            "additionalProperties" => {
                assert_eq!(rule, &Value::Bool(false));
                let known = schema["properties"].as_object().unwrap();
                let more = value.as_object().into_iter().flatten().filter(|(name, _)| !known.contains_key(*name));
                found.extend(more.map(|(name, _)| format!("{at}: {name} is not described")));
            }
            "items" => {
                for (number, inner) in value.as_array().into_iter().flatten().enumerate() {
                    check(whole, rule, inner, &format!("{at}[{number}]"), found);
                }
            }
            "oneOf" => {
                let fits = rule.as_array().unwrap().iter().filter(|one| misfits(whole, one, value).is_empty()).count();
                if fits != 1 {
                    found.push(format!("{at}: fits {fits} of the alternatives: {value}"));
                }
            }
            "minimum" | "maximum" => {
                let bound = rule.as_i64().unwrap();
                let number = value.as_i64().unwrap_or(bound);
                if (word == "minimum" && number < bound) || (word == "maximum" && number > bound) {
                    found.push(format!("{at}: {number} is beyond {word} {bound}"));
                }
            }
            "format" => {
                if let Some(text) = value.as_str().filter(|text| !is_written(rule.as_str().unwrap(), text)) {
                    found.push(format!("{at}: {text} is no {rule}"));
                }
            }
            other => panic!("the description uses `{other}`, which is not checked here"),
        }
    }
}

fn referred<'a>(whole: &'a Value, reference: &Value) -> &'a Value {
    let path = reference.as_str().unwrap().strip_prefix('#').expect("a place in the same file");
    whole.pointer(path).unwrap_or_else(|| panic!("{path} is not there"))
}

fn is_of(name: &str, value: &Value) -> bool {
    match name {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "null" => value.is_null(),
        other => panic!("the type {other} is not checked here"),
    }
}

fn is_written(format: &str, text: &str) -> bool {
    match format {
        "date" => text.parse::<chrono::NaiveDate>().is_ok(),
        "date-time" => chrono::DateTime::parse_from_rfc3339(text).is_ok(),
        "uri" => text.starts_with("http://") || text.starts_with("https://"),
        other => panic!("the format {other} is not checked here"),
    }
}

#[test]
fn what_does_not_fit_is_found() {
    let whole: Value = serde_json::from_str(
        r##"{"s": {"type": "object", "required": ["a"], "additionalProperties": false,
             "properties": {"a": {"type": ["integer", "null"], "minimum": 1}, "b": {"$ref": "#/t"}}},
             "t": {"type": "string", "format": "date", "enum": ["2026-01-31", "x"]}}"##,
    )
    .unwrap();
    let faults = |text: &str| misfits(&whole, &whole["s"], &serde_json::from_str(text).unwrap()).len();
    assert_eq!(faults(r#"{"a": 1, "b": "2026-01-31"}"#), 0);
    assert_eq!(faults(r#"{"a": null}"#), 0);
    for bad in [r#"{}"#, r#"{"a": 0}"#, r#"{"a": "1"}"#, r#"{"a": 1, "c": 1}"#, r#"{"a": 1, "b": "x"}"#, "[]"] {
        assert!(faults(bad) > 0, "{bad}");
    }
}
