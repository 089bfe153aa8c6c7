import { deflateRawSync } from "node:zlib";

/** A file inside a zip file; what its headers say may be a lie. */
export interface ZippedFile {
  readonly name: string;
  readonly bytes: Buffer | string;
  readonly saidBytes?: number;
  readonly isEncrypted?: boolean;
}

/** A deflated zip file. */
export function makeZip(files: readonly ZippedFile[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, saidBytes, isEncrypted = false } of files) {
    const content = Buffer.from(bytes);
    const packed = deflateRawSync(content);
    const header = Buffer.alloc(26);
    header.writeUInt16LE(20, 0);
    header.writeUInt16LE(isEncrypted ? 1 : 0, 2);
    header.writeUInt16LE(8, 4);
    header.writeUInt32LE(packed.length, 14);
    header.writeUInt32LE(saidBytes ?? content.length, 18);
    header.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const body = Buffer.concat([Buffer.from("PK\u0003\u0004"), header, Buffer.from(name), packed]);
    directory.push(
      Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0000"), header, place, Buffer.from(name)]),
    );
    bodies.push(body);
    offset += body.length;
  }
  return Buffer.concat([...bodies, ...directory, endOf(directory, offset)]);
}

function endOf(directory: readonly Buffer[], offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return end;
}

const CONTENT_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** The files of a workbook with one sheet; `sheetData` is the XML between its tags. */
export function workbookFiles(sheetData: string): readonly ZippedFile[] {
  return [
    {
      name: "[Content_Types].xml",
      bytes: `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="${CONTENT_TYPES}.sheet.main+xml"/></Types>`,
    },
    {
      name: "_rels/.rels",
      bytes: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: "xl/workbook.xml",
      bytes: `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${RELATION}"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: "xl/_rels/workbook.xml.rels",
      bytes: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATION}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    },
    {
      name: "xl/worksheets/sheet1.xml",
      bytes: `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${sheetData}</sheetData></worksheet>`,
    },
  ];
}

/** The XML of rows of text; a cell that is a number stays one. */
export function sheetRows(rows: readonly (readonly (string | number)[])[]): string {
  return rows
    .map((cells, row) => {
      const inside = cells.map((cell, column) =>
        cellXml(`${String.fromCharCode(65 + column)}${row + 1}`, cell),
      );
      return `<row r="${row + 1}">${inside.join("")}</row>`;
    })
    .join("");
}

function cellXml(name: string, cell: string | number): string {
  if (typeof cell === "number") return `<c r="${name}"><v>${cell}</v></c>`;
  const text = cell.replace(/[&<]/gu, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<c r="${name}" t="inlineStr"><is><t>${text}</t></is></c>`;
}

/** A workbook with these cells. */
export function makeWorkbook(rows: readonly (readonly (string | number)[])[]): Buffer {
  return makeZip(workbookFiles(sheetRows(rows)));
}
