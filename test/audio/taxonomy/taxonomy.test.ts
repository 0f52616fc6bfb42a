import { describe, expect, it } from 'vitest';
import { namesInClass, namesInMetadata, namesInModel, readTaxonomy, speciesNames } from '#audio/taxonomy/index.js';
import { DatasetError } from '#src/errors.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';

const { at, write } = useTemporaryFolder();

describe('names in the name of a class', () => {
  it.each([
    ['Parus major', { scientificName: 'Parus major' }],
    ['Parus_major', { scientificName: 'Parus major' }],
    ['Motacilla_alba_yarrellii', { scientificName: 'Motacilla alba yarrellii' }],
    ['Parus major_Great Tit', { scientificName: 'Parus major', commonName: 'Great Tit' }],
    ['Great Tit', {}],
    ['great_tit', {}],
    ['Parus', {}],
    ['', {}],
  ])('%s', (species, names) => expect(namesInClass(species)).toEqual(names));
});

describe('lists of species', () => {
  const tit = { scientificName: 'Parus major', commonName: 'Great Tit' };

  it.each([
    [
      'eBird taxonomy',
      'TAXON_ORDER,CATEGORY,SPECIES_CODE,PRIMARY_COM_NAME,SCI_NAME\n1,species,gretit1,Great Tit,Parus major',
    ],
    ['eBird, from its API', 'SCIENTIFIC_NAME,COMMON_NAME,SPECIES_CODE\nParus major,Great Tit,gretit1'],
    ['eBird, from its API as JSON', 'sciName,comName\nParus major,Great Tit'],
    [
      'eBird/Clements',
      'sort v2024,species_code,category,English name,scientific name,range\n1,gretit1,species,Great Tit,Parus major,x',
    ],
    ['IOC, multilingual', 'seq,Order,Family,IOC_15.1,English,German\n1,P,P,Parus major,Great Tit,Kohlmeise'],
    [
      'IOC, master list',
      'Order,Family (Scientific),Genus,Species (Scientific),Subspecies,Species (English)\n' +
        ',,PARUS,,,\n,,,major,,Great Tit',
    ],
    ['AviList', 'Sequence,Taxon_rank,Scientific_name,English_name_AviList\n1,species,Parus major,Great Tit'],
    ['Darwin Core', 'taxonID;scientificName;vernacularName\n1;Parus major;Great Tit'],
    ['two columns, with a byte order mark', '\uFEFFscientific_name\tcommon_name\nParus_major\tGreat Tit'],
  ])('%s', async (_, text) => {
    expect(await readTaxonomy(await write('list.csv', text))).toEqual([tit]);
  });

  it.each([
    ['Parus major (Linnaeus, 1758)', 'Parus major'],
    ['Parus major Linnaeus, 1758', 'Parus major'],
    ['Parus_major minor (Temminck & Schlegel, 1848)', 'Parus major minor'],
    ['Parus major von Müller', 'Parus major'],
    ['Parus major d’Orbigny', 'Parus major'],
    ['Parus major minor', 'Parus major minor'],
    ['Parus major × P. minor', 'Parus major × P. minor'],
    ['Parus major x Parus minor', 'Parus major x Parus minor'],
    ['Parus major/minor', 'Parus major/minor'],
    ['Parus major [major Group]', 'Parus major [major Group]'],
    ['Parus sp. (Tit)', 'Parus sp. (Tit)'],
    ['Great Tit (Parus major)', 'Great Tit (Parus major)'],
  ])('may name authors: %s', async (text, scientificName) => {
    const path = await write('authors.csv', `scientificName;vernacularName\n${text};Great Tit (Linnaeus)\n`);
    expect(await readTaxonomy(path)).toEqual([{ scientificName, commonName: 'Great Tit (Linnaeus)' }]);
  });

  it('a name as it stands wins over one whose addition was taken for an author', async () => {
    const path = await write(
      'domestic.csv',
      'SCI_NAME,PRIMARY_COM_NAME\n' +
        'Anser anser (Domestic type),Graylag Goose (Domestic type)\nAnser anser,Graylag Goose\n',
    );
    const names = speciesNames([await readTaxonomy(path)]);
    expect(names.commonName('Anser anser')).toBe('Graylag Goose');
    expect(names.scientificName('Graylag Goose (Domestic type)')).toBe('Anser anser');
  });

  it('in Windows-1252', async () => {
    const path = await write(
      'latin.csv',
      Buffer.from('scientific name;common name\nApus apus;Martinet à ventre\n', 'latin1'),
    );
    expect(await readTaxonomy(path)).toEqual([{ scientificName: 'Apus apus', commonName: 'Martinet à ventre' }]);
  });

  it('without such columns are refused in one line', async () => {
    const path = await write('other.csv', 'a,b\n1,2\n');
    const message = `${path}: no column of scientific names, such as scientific_name: its columns are a, b`;
    await expect(readTaxonomy(path)).rejects.toThrow(new DatasetError(message));
    const half = await write('half.csv', 'SCI_NAME,code\nParus major,1\n');
    await expect(readTaxonomy(half)).rejects.toThrow('no column of common names, such as common_name');
    await expect(readTaxonomy(at('none.csv'))).rejects.toThrow('cannot be read');
  });

  it('in metadata.csv: common_name beside scientific_name or species', () => {
    const rows = [
      { species: 'Parus_major', common_name: 'Great Tit' },
      { species: 'tit', scientific_name: 'Poecile montanus', common_name: 'Willow Tit' },
      { species: 'Apus apus' },
      { species: '', common_name: 'nobody' },
    ];
    expect(namesInMetadata(rows)).toEqual([tit, { scientificName: 'Poecile montanus', commonName: 'Willow Tit' }]);
  });

  it('in a model: of species with a scientific name', () => {
    expect(namesInModel({ commonNames: { Parus_major: 'Great Tit', tit: 'Willow Tit' } })).toEqual([tit]);
  });
});

describe('names of a model’s species', () => {
  const names = speciesNames([
    [{ scientificName: 'Parus major', commonName: 'Kohlmeise' }],
    [
      { scientificName: 'Parus major', commonName: 'Great Tit' },
      { scientificName: 'Bubulcus ibis', commonName: 'Garça-vaqueira' },
    ],
  ]);

  it.each(['Parus major', 'parus_major', 'PARUS MAJOR', ' Parus  major ', 'kohlmeise', 'Parus major_Anything'])(
    '%s is found regardless of case, _ and spaces; the first list wins',
    (species) => {
      expect(names.scientificName(species)).toBe('Parus major');
      expect(names.commonName(species)).toBe('Kohlmeise');
    },
  );

  it('regardless of the Unicode form', () => {
    expect(names.scientificName('Garc\u0327a-vaqueira')).toBe('Bubulcus ibis');
  });

  it('falls back to what the name tells', () => {
    expect(names.scientificName('Apus_apus')).toBe('Apus apus');
    expect(names.commonName('Apus_apus')).toBeUndefined();
    expect(names.commonName('Apus apus_Common Swift')).toBe('Common Swift');
    expect(names.scientificName('wren')).toBeUndefined();
    expect(speciesNames([[{ scientificName: 'wren', commonName: 'Wren' }]]).scientificName('wren')).toBeUndefined();
  });

  it('has no names of its own for __proto__ and constructor', () => {
    for (const species of ['__proto__', 'constructor', 'toString']) {
      expect(names.commonName(species)).toBeUndefined();
      expect(names.scientificName(species)).toBeUndefined();
    }
  });
});
