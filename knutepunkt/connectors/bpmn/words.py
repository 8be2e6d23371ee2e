"""The names of BPMN 2.0, and which of ours each is."""

from knutepunkt.catalogue.rules.process import Kind

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
BOUNDS = "http://www.omg.org/spec/DD/20100524/DC"
LINES = "http://www.omg.org/spec/DD/20100524/DI"
OURS = "urn:knutepunkt:bpmn:1"

KINDS = {
    "startEvent": Kind.START,
    "endEvent": Kind.END,
    "intermediateCatchEvent": Kind.CATCH,
    "intermediateThrowEvent": Kind.THROW,
    "task": Kind.TASK,
    "userTask": Kind.USER,
    "manualTask": Kind.MANUAL,
    "serviceTask": Kind.SERVICE,
    "sendTask": Kind.SEND,
    "receiveTask": Kind.RECEIVE,
    "scriptTask": Kind.SCRIPT,
    "businessRuleTask": Kind.RULE,
    "callActivity": Kind.CALL,
    "subProcess": Kind.PART,
    "exclusiveGateway": Kind.EXCLUSIVE,
    "inclusiveGateway": Kind.INCLUSIVE,
    "parallelGateway": Kind.PARALLEL,
}
NAMES = {kind: name for name, kind in KINDS.items()}
