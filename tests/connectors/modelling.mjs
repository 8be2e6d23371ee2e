// What modelling tools are built on, asked from tests: files on standard input as a list, what it found as a list back.
import { BpmnModdle } from "bpmn-moddle";
import { readFileSync } from "node:fs";

const moddle = new BpmnModdle();
const files = JSON.parse(readFileSync(0, "utf8"));
const found = [];
for (const file of files) found.push(await (file === null ? drawn() : opened(file)));
process.stdout.write(JSON.stringify(found));

async function opened(file) {
  const { rootElement, warnings } = await moddle.fromXML(file);
  const [diagram] = rootElement.diagrams;
  const processes = rootElement.rootElements.filter((one) => one.$type === "bpmn:Process").map(told);
  const placed = (diagram.plane.planeElement ?? []).map((one) => one.bpmnElement.id);
  const { xml } = await moddle.toXML(rootElement, { format: true });
  return { warnings: warnings.map((one) => one.message), processes, placed, saved: xml };
}

function told(one) {
  const lanes = (one.laneSets ?? []).flatMap((set) => set.lanes ?? []);
  const role = (step) => lanes.find((lane) => lane.flowNodeRef?.includes(step))?.id ?? "";
  const parts = one.flowElements ?? [];
  const isFlow = (part) => part.$type === "bpmn:SequenceFlow";
  return {
    name: one.name ?? "",
    roles: lanes.map((lane) => [lane.id, lane.name]),
    steps: parts.filter((part) => !isFlow(part)).map((step) => [step.id, step.$type, step.name ?? "", role(step)]),
    flows: parts.filter(isFlow).map((flow) => [flow.sourceRef.id, flow.targetRef.id, flow.name ?? ""]),
  };
}

// A diagram of its own making, as a tool would save it: two lanes, an event, two tasks, a gateway and what joins them.
async function drawn() {
  const make = (type, attributes) => moddle.create(`bpmn:${type}`, attributes);
  const steps = [
    make("StartEvent", { id: "Event_1", name: "Feil oppdaget" }),
    make("UserTask", { id: "Activity_1", name: "Ta imot", documentation: [make("Documentation", { text: "Spør\nførst" })] }),
    make("ExclusiveGateway", { id: "Gateway_1", name: "Kjent?" }),
    make("EndEvent", { id: "Event_2" }),
  ];
  const flows = [[0, 1], [1, 2], [2, 3, "ja"], [2, 1, "nei"]].map(([from, to, name], n) => {
    const flow = make("SequenceFlow", { id: `Flow_${n + 1}`, name, sourceRef: steps[from], targetRef: steps[to] });
    steps[from].get("outgoing").push(flow);
    steps[to].get("incoming").push(flow);
    return flow;
  });
  const lanes = [["Lane_1", "Ansatt", steps.slice(0, 1)], ["Lane_2", "Servicesenter & 2. linje", steps.slice(1)]];
  const process = make("Process", {
    id: "Process_1",
    laneSets: [make("LaneSet", { lanes: lanes.map(([id, name, flowNodeRef]) => make("Lane", { id, name, flowNodeRef })) })],
    flowElements: [...steps, ...flows],
  });
  const pool = make("Participant", { id: "Participant_1", name: "Melde feil", processRef: process });
  const collaboration = make("Collaboration", { id: "Collaboration_1", participants: [pool] });
  const plane = moddle.create("bpmndi:BPMNPlane", { id: "Plane_1", bpmnElement: collaboration });
  const diagrams = [moddle.create("bpmndi:BPMNDiagram", { id: "Diagram_1", plane })];
  const definitions = make("Definitions", {
    targetNamespace: "http://bpmn.io/schema/bpmn",
    rootElements: [collaboration, process],
    diagrams,
  });
  return (await moddle.toXML(definitions, { format: true })).xml;
}
