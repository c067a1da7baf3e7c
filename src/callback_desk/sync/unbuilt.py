"""Checks of what models describe that build no model: of a hundred thousand payloads that come in none is kept."""

from typing import Any

from pydantic import BaseModel
from pydantic_core import SchemaValidator

_OF_MODELS = "model", "model-fields"


def check_of(model: type[BaseModel]) -> SchemaValidator:
    """Return what asks the same of JSON as the model does, and tells faults alike; what it returns is of no use."""
    model.model_rebuild()  # models are built when they are first needed
    return SchemaValidator(_unbuilt(model.__pydantic_core_schema__))


def _unbuilt(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema, which is dictionaries all the way down
    if isinstance(schema, list):
        return [_unbuilt(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "model":
        return _as_dictionary(schema)
    return {key: part if key in ("metadata", "serialization") else _unbuilt(part) for key, part in schema.items()}


def _as_dictionary(model: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a dictionary with the fields of a model. A model that does more than hold them stays."""
    inner = model["schema"]
    if (model["type"], inner["type"]) != _OF_MODELS or model.get("post_init") or model.get("custom_init"):
        return model
    fields = {name: _asked(field["schema"]) for name, field in inner["fields"].items()}
    kept: dict[str, Any] = {key: model[key] for key in ("ref", "config") if key in model}
    return {"type": "typed-dict", "fields": fields, **kept}


def _asked(field: dict[str, Any]) -> dict[str, Any]:
    has_default = field["type"] == "default"
    asked = _unbuilt(field["schema"] if has_default else field)
    return {"type": "typed-dict-field", "schema": asked, "required": not has_default}
